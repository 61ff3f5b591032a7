/** Consumer groups that the services of several models share. */
package io.headwater.service.group;
