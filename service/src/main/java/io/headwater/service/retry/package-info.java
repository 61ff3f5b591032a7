/** Trying again, ever more slowly and aloud, while a broker or a registry is away. */
package io.headwater.service.retry;
