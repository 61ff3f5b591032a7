/** Internals of the service; not for use by other modules. */
package io.headwater.serving.internal;
