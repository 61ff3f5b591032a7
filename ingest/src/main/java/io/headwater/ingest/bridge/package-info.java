/** A team's own topics bridged into labeled examples, exactly once, by a Kafka Streams topology. */
package io.headwater.ingest.bridge;
