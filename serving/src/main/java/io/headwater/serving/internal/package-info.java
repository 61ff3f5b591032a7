/** The service's parts; not for use by others. */
package io.headwater.serving.internal;
