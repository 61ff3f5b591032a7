/** Running Kafka Streams topologies; for modules that bring Kafka Streams themselves. */
package io.headwater.service.streams;
