package io.headwater.evaluator.internal.scorer;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/** Makes the scorer's Kafka clients; the caller closes each. */
public interface ScorerClients {

  /** Returns a consumer without a group that reads only committed records. */
  Consumer<byte[], byte[]> followingConsumer();

  /** Returns a consumer in the scorer's group, without automatic commits. */
  Consumer<byte[], byte[]> exampleConsumer();

  /** Returns a transactional producer. */
  Producer<byte[], byte[]> predictionProducer();

  /**
   * Returns a consumer in the group that tests baselines for all models, without automatic commits.
   */
  Consumer<byte[], byte[]> baselineConsumer();

  /** Returns a transactional producer for the answers of baselines. */
  Producer<byte[], byte[]> baselineProducer();

  /** Returns an admin client. */
  Admin admin();
}
