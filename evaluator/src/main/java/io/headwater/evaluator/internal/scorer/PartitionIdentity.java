package io.headwater.evaluator.internal.scorer;

/**
 * A partition of a topic as it was created.
 *
 * @param topicId Kafka's topic id, so that a re-created topic of the same name is another one
 * @param topic topic name
 * @param partition partition number
 */
public record PartitionIdentity(String topicId, String topic, int partition) {}
