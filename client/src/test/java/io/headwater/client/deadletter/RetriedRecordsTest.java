package io.headwater.client.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.schemas.contract.DeadLetter;
import io.headwater.schemas.contract.Rejection;
import io.headwater.schemas.contract.RejectionReason;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class RetriedRecordsTest {
  private static final Optional<String> FIRST = Optional.of("first-id");
  private static final Optional<String> SECOND = Optional.of("second-id");

  private final RetriedRecords records = new RetriedRecords();

  @Test
  void shouldKnowARecordByTheLetterOfAnotherModel() {
    records.add(letter("main", FIRST, 7, 100));

    assertThat(records.contains(letter("other", FIRST, 7, 100))).isTrue();
    assertThat(records.contains(letter("other", FIRST, 8, 100))).isFalse();
  }

  @Test
  void shouldTellTheRecordsOfATopicThatWasCreatedAgainApart() {
    records.add(letter("main", FIRST, 7, 100));
    records.add(letter("main", Optional.empty(), 8, 100));

    assertThat(records.contains(letter("main", SECOND, 7, 100))).isFalse();
    assertThat(records.contains(letter("main", Optional.empty(), 8, 101))).isFalse();
  }

  @Test
  void shouldKnowRecordsOfLettersThatOlderServicesWrote() {
    records.add(letter("main", Optional.empty(), 7, 100));

    assertThat(records.contains(letter("other", Optional.empty(), 7, 100))).isTrue();
    assertThat(records.contains(letter("other", FIRST, 7, 100))).isTrue();
  }

  @Test
  void shouldTakeLettersThatDoNotSayWhichRecordForDifferentOnes() {
    DeadLetter unknown = arrived(new ProducerRecord<>("letters", new byte[0]), 0, 0);
    records.add(unknown);

    assertThat(records.contains(unknown)).isFalse();
  }

  private static DeadLetter letter(
      String model, Optional<String> topicId, long offset, long timestamp) {
    ConsumerRecord<byte[], byte[]> refused =
        arrived(new ProducerRecord<>("examples", new byte[0]), offset, timestamp).message();
    Rejection rejection = new Rejection(RejectionReason.BLANK_TEXT, "text is ''");
    return arrived(
        DeadLetter.of(
            "letters", new DeadLetter.Refusal(refused, rejection, topicId, Optional.of(model))),
        0,
        0);
  }

  private static DeadLetter arrived(
      ProducerRecord<byte[], byte[]> sent, long offset, long timestamp) {
    return new DeadLetter(
        new ConsumerRecord<>(
            sent.topic(),
            3,
            offset,
            timestamp,
            TimestampType.CREATE_TIME,
            ConsumerRecord.NULL_SIZE,
            ConsumerRecord.NULL_SIZE,
            sent.key(),
            sent.value(),
            new RecordHeaders(sent.headers()),
            Optional.empty()));
  }
}
