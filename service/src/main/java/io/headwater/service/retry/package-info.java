/** Trying again, ever more slowly and aloud, while a broker, a registry or a topic is away. */
package io.headwater.service.retry;
