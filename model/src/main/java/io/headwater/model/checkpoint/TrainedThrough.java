package io.headwater.model.checkpoint;

/**
 * How far training has got in a partition.
 *
 * @param clusterId Kafka cluster of the topic
 * @param topicId Kafka's topic id, so that a re-created topic is noticed
 * @param topic topic name
 * @param partition partition number
 * @param nextOffset first offset that training has not passed
 */
public record TrainedThrough(
    String clusterId, String topicId, String topic, int partition, long nextOffset) {}
