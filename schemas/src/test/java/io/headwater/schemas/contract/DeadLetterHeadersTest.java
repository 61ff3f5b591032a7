package io.headwater.schemas.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class DeadLetterHeadersTest {
  private static final byte[] KEY = {1, 2};
  private static final byte[] VALUE = {9, 8, 7};
  private static final Rejection REJECTION =
      new Rejection(RejectionReason.BLANK_TEXT, "text is '' but must be not blank");

  private final ConsumerRecord<byte[], byte[]> refused =
      new ConsumerRecord<>(
          "headwater.examples.tickets",
          3,
          42L,
          1_700_000_000_000L,
          TimestampType.CREATE_TIME,
          KEY.length,
          VALUE.length,
          KEY,
          VALUE,
          new RecordHeaders().add("trace", new byte[] {5}),
          Optional.empty());

  @Test
  void shouldKeepTheRecordAndSayWhereItWasAndWhy() {
    ProducerRecord<byte[], byte[]> letter =
        DeadLetterHeaders.deadLetter("headwater.dead-letters", refused, REJECTION);

    assertThat(letter.topic()).isEqualTo("headwater.dead-letters");
    assertThat(letter.key()).isSameAs(KEY);
    assertThat(letter.value()).isSameAs(VALUE);
    assertThat(letter.partition()).isNull();
    assertThat(letter.timestamp()).isNull();
    assertThat(letter.headers().lastHeader("trace").value()).containsExactly(5);
    assertThat(text(letter, "__streams.errors.topic")).contains("headwater.examples.tickets");
    assertThat(text(letter, "__streams.errors.partition")).contains("3");
    assertThat(text(letter, "__streams.errors.offset")).contains("42");
    assertThat(text(letter, "__streams.errors.message")).contains(REJECTION.detail());
    assertThat(text(letter, "__headwater.errors.timestamp")).contains("1700000000000");
    assertThat(DeadLetterHeaders.reasonOf(letter.headers())).contains(RejectionReason.BLANK_TEXT);
    assertThat(refused.headers()).hasSize(1);
  }

  @Test
  void shouldLeaveOutWhatTheTopicWouldNotTake() {
    ProducerRecord<byte[], byte[]> whole =
        DeadLetterHeaders.deadLetter("headwater.dead-letters", refused, REJECTION);
    int size = (int) RecordSize.of(whole.key(), whole.value(), whole.headers());

    assertThat(shortened(size).value()).isSameAs(VALUE);
    ProducerRecord<byte[], byte[]> withoutValue = shortened(size - 1);
    assertThat(withoutValue.value()).isNull();
    assertThat(withoutValue.key()).isSameAs(KEY);
    assertThat(withoutValue.headers()).isEqualTo(whole.headers());
    ProducerRecord<byte[], byte[]> least = shortened(size - VALUE.length - 1);
    assertThat(least.key()).isNull();
    assertThat(least.headers().lastHeader("trace")).isNull();
    assertThat(text(least, "__streams.errors.offset")).contains("42");
  }

  private ProducerRecord<byte[], byte[]> shortened(int largest) {
    return DeadLetterHeaders.deadLetter("headwater.dead-letters", refused, REJECTION, largest);
  }

  @Test
  void shouldKnowNoReasonWhereThereIsNone() {
    assertThat(DeadLetterHeaders.reasonOf(new RecordHeaders())).isEmpty();
    assertThat(
            DeadLetterHeaders.reasonOf(
                new RecordHeaders()
                    .add(DeadLetterHeaders.REASON, "GREMLINS".getBytes(StandardCharsets.UTF_8))))
        .isEmpty();
  }

  private static Optional<String> text(ProducerRecord<byte[], byte[]> letter, String name) {
    return DeadLetterHeaders.textOf(letter.headers(), name);
  }
}
