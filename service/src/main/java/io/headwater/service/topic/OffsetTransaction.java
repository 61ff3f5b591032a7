package io.headwater.service.topic;

import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TransactionAbortedException;

/** Writes records together with the offsets they were made from, so that none is made twice. */
public final class OffsetTransaction {
  private OffsetTransaction() {}

  /**
   * Sends records and commits offsets in one transaction, or takes all of it back.
   *
   * @param producer transactional producer whose transactions are initialised
   * @param offsets next offset to read, by partition
   * @param group membership under which the offsets were read
   * @throws KafkaException if the transaction failed; its producer may be of no more use
   */
  public static void commit(
      Producer<byte[], byte[]> producer,
      List<ProducerRecord<byte[], byte[]>> records,
      Map<TopicPartition, OffsetAndMetadata> offsets,
      ConsumerGroupMetadata group) {
    commit(producer, records, offsets, group, (record, failure) -> {});
  }

  /**
   * Sends records and commits offsets, as {@link #commit(Producer, List, Map,
   * ConsumerGroupMetadata)} does.
   *
   * @param failed told of each record that could not be written, by any thread, before the failure
   *     is thrown; not of those that were taken back with it
   */
  @SuppressWarnings("FutureReturnValueIgnored") // the commit fails if a send has failed
  public static void commit(
      Producer<byte[], byte[]> producer,
      List<ProducerRecord<byte[], byte[]>> records,
      Map<TopicPartition, OffsetAndMetadata> offsets,
      ConsumerGroupMetadata group,
      BiConsumer<ProducerRecord<byte[], byte[]>, Exception> failed) {
    producer.beginTransaction();
    try {
      for (ProducerRecord<byte[], byte[]> record : records) {
        producer.send(
            record,
            (place, failure) -> {
              if (failure != null && !(failure instanceof TransactionAbortedException)) {
                failed.accept(record, failure);
              }
            });
      }
      producer.sendOffsetsToTransaction(offsets, group);
      producer.commitTransaction();
    } catch (RuntimeException e) {
      abort(producer, e);
      throw e;
    }
  }

  private static void abort(Producer<byte[], byte[]> producer, RuntimeException cause) {
    try {
      producer.abortTransaction();
    } catch (KafkaException e) {
      cause.addSuppressed(e); // whoever uses the transactional id next fences this transaction
    }
  }
}
