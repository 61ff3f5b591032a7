package io.headwater.ingest.bridge.internal;

import io.headwater.ingest.bridge.BridgeCounters;
import io.headwater.ingest.bridge.OutputTopics;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.contract.DeadLetter;
import io.headwater.schemas.contract.RecordSize;
import io.headwater.schemas.contract.Rejection;
import io.headwater.schemas.contract.RejectionReason;
import io.headwater.schemas.contract.Validated;
import io.headwater.service.retry.Retry;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Forwards each record as an example or as a dead letter, or counts it as skipped.
 *
 * <p>Forwarded records get the current time as their timestamp: with an old record's time, an
 * example could be deleted from its topic before it is learned from.
 */
public final class BridgeProcessor extends ContextualProcessor<byte[], byte[], byte[], byte[]> {
  /** Name of the sink of examples. */
  public static final String EXAMPLES = "examples";

  /** Name of the sink of dead letters. */
  public static final String DEAD_LETTERS = "dead-letters";

  private final RecordMapper mapper;
  private final Serializer<LabeledExample> serializer;
  private final OutputTopics topics;
  private final BridgeCounters counters;

  /** Makes a processor; its arguments may be shared with others. */
  public BridgeProcessor(
      RecordMapper mapper,
      Serializer<LabeledExample> serializer,
      OutputTopics topics,
      BridgeCounters counters) {
    this.mapper = mapper;
    this.serializer = serializer;
    this.topics = topics;
    this.counters = counters;
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    ConsumerRecord<byte[], byte[]> source = source(record);
    Optional<Validated<LabeledExample>> example =
        Retry.BETWEEN_POLLS.call("read a record of " + source.topic(), () -> mapper.map(source));
    if (example.isEmpty()) {
      counters.countSkipped();
    } else if (example.get() instanceof Validated.Accepted<LabeledExample> made) {
      send(source, made.value());
    } else if (example.get() instanceof Validated.Refused<LabeledExample> refused) {
      refuse(source, refused.rejection());
    }
  }

  private ConsumerRecord<byte[], byte[]> source(Record<byte[], byte[]> record) {
    RecordMetadata from = context().recordMetadata().orElseThrow();
    return new ConsumerRecord<>(
        from.topic(),
        from.partition(),
        from.offset(),
        record.timestamp(),
        TimestampType.CREATE_TIME,
        ConsumerRecord.NULL_SIZE,
        ConsumerRecord.NULL_SIZE,
        record.key(),
        record.value(),
        record.headers(),
        Optional.empty());
  }

  private void send(ConsumerRecord<byte[], byte[]> source, LabeledExample example) {
    byte[] key = example.getId().getBytes(StandardCharsets.UTF_8);
    byte[] value =
        Retry.BETWEEN_POLLS.call(
            "write an example", () -> serializer.serialize(topics.examples(), example));
    Headers none = new RecordHeaders();
    long size = RecordSize.of(key, value, none);
    if (size > topics.largestExample()) {
      refuse(
          source,
          new Rejection(
              RejectionReason.TOO_LARGE,
              "example has "
                  + size
                  + " bytes but must have at most "
                  + topics.largestExample()
                  + ", the max.message.bytes of topic '"
                  + topics.examples()
                  + "'"));
      return;
    }
    forward(key, value, none, EXAMPLES);
    counters.countWritten();
  }

  private void refuse(ConsumerRecord<byte[], byte[]> source, Rejection rejection) {
    ProducerRecord<byte[], byte[]> letter =
        DeadLetter.of(topics.deadLetters(), source, rejection, topics.largestDeadLetter());
    forward(letter.key(), letter.value(), letter.headers(), DEAD_LETTERS);
    counters.countDeadLetter();
  }

  private void forward(byte[] key, byte[] value, Headers headers, String sink) {
    context().forward(new Record<>(key, value, context().currentSystemTimeMs(), headers), sink);
  }
}
