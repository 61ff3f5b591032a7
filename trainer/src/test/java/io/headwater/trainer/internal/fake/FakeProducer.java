package io.headwater.trainer.internal.fake;

import java.util.List;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Kafka's mock producer, which appends what it sends to the logs of a {@link FakeBroker}. */
public final class FakeProducer extends MockProducer<byte[], byte[]> {
  private final FakeBroker broker;
  private volatile boolean failsAfterCommit;

  /** Makes a producer that needs no answers. */
  public FakeProducer(FakeBroker broker) {
    super(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    this.broker = broker;
  }

  @Override
  public synchronized Future<RecordMetadata> send(
      ProducerRecord<byte[], byte[]> message, Callback callback) {
    Future<RecordMetadata> sent = super.send(message, callback);
    if (!transactionInFlight()) {
      append(message);
    }
    return sent;
  }

  /** Has the broker fence the producer at the next commit, and drop what was to be committed. */
  public void failToCommit() {
    commitTransactionException = new ProducerFencedException("the broker aborted it");
  }

  /** Has the broker commit once more and fence the producer before that is known to it. */
  public void commitAndFail() {
    failsAfterCommit = true;
  }

  @Override
  public void commitTransaction() {
    List<ProducerRecord<byte[], byte[]>> pending = uncommittedRecords();
    super.commitTransaction();
    pending.forEach(this::append);
    if (failsAfterCommit) {
      fenceProducer();
      throw new ProducerFencedException("the answer was lost");
    }
  }

  private void append(ProducerRecord<byte[], byte[]> message) {
    broker.append(new TopicPartition(message.topic(), 0), message.key(), message.value());
  }
}
