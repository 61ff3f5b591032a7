/**
 * The life of a running service: it starts, is healthy or not, and ends, in order or by a failure.
 */
package io.headwater.service.lifecycle;
