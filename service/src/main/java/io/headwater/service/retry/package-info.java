/** Retrying while a broker, a registry or a topic is away, with growing waits and log messages. */
package io.headwater.service.retry;
