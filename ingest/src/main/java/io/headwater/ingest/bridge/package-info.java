/** A Kafka Streams service that turns a team's own topics into labeled examples, exactly once. */
package io.headwater.ingest.bridge;
