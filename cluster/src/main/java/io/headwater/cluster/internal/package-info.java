/** Classes that run in the registry's own process. */
package io.headwater.cluster.internal;
