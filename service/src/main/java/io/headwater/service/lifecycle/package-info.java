/** What every running service is: it starts, is healthy or not, and ends, well or by a failure. */
package io.headwater.service.lifecycle;
