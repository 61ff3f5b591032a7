package io.headwater.schemas.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class DeadLetterTest {
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
        DeadLetter.of("headwater.dead-letters", refused, REJECTION);

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
    assertThat(DeadLetter.reasonOf(letter.headers())).contains(RejectionReason.BLANK_TEXT);
    assertThat(refused.headers()).hasSize(1);
  }

  @Test
  void shouldLeaveOutWhatTheTopicWouldNotTake() {
    ProducerRecord<byte[], byte[]> whole =
        DeadLetter.of("headwater.dead-letters", refused, REJECTION);
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

  @Provide
  Arbitrary<ConsumerRecord<byte[], byte[]>> records() {
    Arbitrary<byte[]> bytes = Arbitraries.bytes().array(byte[].class).ofMaxSize(40).injectNull(0.1);
    Arbitrary<List<Header>> headers =
        Combinators.combine(Arbitraries.strings().alpha().ofMaxLength(8), bytes)
            .as((name, value) -> (Header) new RecordHeader(name, value))
            .list()
            .ofMaxSize(4);
    return Combinators.combine(
            Arbitraries.strings().alpha().numeric().withChars("._-").ofMinLength(1),
            Arbitraries.integers().between(0, Integer.MAX_VALUE),
            Arbitraries.longs().between(0, 999_999_999_999_999_999L),
            Arbitraries.longs().between(-1, Long.MAX_VALUE),
            bytes,
            bytes,
            headers)
        .as(
            (topic, partition, offset, timestamp, key, value, all) ->
                new ConsumerRecord<>(
                    topic,
                    partition,
                    offset,
                    timestamp,
                    TimestampType.CREATE_TIME,
                    ConsumerRecord.NULL_SIZE,
                    ConsumerRecord.NULL_SIZE,
                    key,
                    value,
                    new RecordHeaders(all),
                    Optional.empty()));
  }

  @Property(tries = 300, seed = "7")
  void shouldReadBackWhatItWroteAndGiveBackTheRecord(
      @ForAll("records") ConsumerRecord<byte[], byte[]> record,
      @ForAll RejectionReason reason,
      @ForAll String detail) {
    String utf8 = new String(detail.getBytes(UTF_8), UTF_8); // lone surrogates become '?'
    DeadLetter letter =
        arrived(DeadLetter.of("letters", record, new Rejection(reason, detail)), 2, 17);

    assertThat(letter.reason()).isEqualTo(reason.name());
    assertThat(DeadLetter.reasonOf(letter.message().headers())).contains(reason);
    assertThat(letter.sentence()).isEqualTo(utf8);
    assertThat(letter.topic()).contains(record.topic());
    assertThat(letter.partition()).contains(record.partition());
    assertThat(letter.offset()).contains(record.offset());
    assertThat(letter.origin())
        .isEqualTo(record.topic() + "-" + record.partition() + " offset " + record.offset());
    assertThat(letter.location()).isEqualTo(DeadLetter.Location.parse("2-17"));
    assertThat(letter.topicId()).isEmpty();
    assertThat(letter.model()).isEmpty();

    ProducerRecord<byte[], byte[]> original =
        letter.original(record.topic(), letter.partition(), 1);
    assertThat(original.topic()).isEqualTo(record.topic());
    assertThat(original.partition()).isEqualTo(record.partition());
    assertThat(original.timestamp()).isNull();
    assertThat(original.key()).isEqualTo(record.key());
    assertThat(original.value()).isEqualTo(record.value());
    List<Header> headers = new ArrayList<>(List.of(original.headers().toArray()));
    assertThat(headers.remove(headers.size() - 1))
        .isEqualTo(new RecordHeader(DeadLetter.RETRIES, "1".getBytes(UTF_8)));
    assertThat(headers).containsExactly(record.headers().toArray());
    DeadLetter again =
        arrived(DeadLetter.of("letters", arrived(original, 0, 0).message(), REJECTION), 0, 18);
    assertThat(again.original("topic", Optional.empty(), 2).headers().headers(DeadLetter.RETRIES))
        .containsExactly(new RecordHeader(DeadLetter.RETRIES, "2".getBytes(UTF_8)));
  }

  @Test
  void shouldReadWhatKafkaStreamsWritesAndNothingFromWhatIsNotInForm() {
    Headers headers =
        new RecordHeaders()
            .add("__streams.errors.exception", "org.apache.kafka.Broken".getBytes(UTF_8))
            .add(DeadLetter.PARTITION, "99999999999".getBytes(UTF_8))
            .add(DeadLetter.OFFSET, "-7".getBytes(UTF_8));
    DeadLetter letter =
        arrived(new ProducerRecord<>("letters", null, null, null, null, headers), 0, 0);

    assertThat(letter.reason()).isEqualTo("Broken");
    assertThat(letter.sentence()).isEmpty();
    assertThat(letter.topic()).isEmpty();
    assertThat(letter.partition()).isEmpty();
    assertThat(letter.offset()).isEmpty();
    assertThat(letter.origin()).isEqualTo("?-99999999999 offset -7");
  }

  @Provide
  Arbitrary<List<Header>> forgeries() {
    Arbitrary<String> names =
        Arbitraries.of(
            DeadLetter.REASON,
            DeadLetter.MESSAGE,
            DeadLetter.TOPIC,
            DeadLetter.PARTITION,
            DeadLetter.OFFSET,
            DeadLetter.TIMESTAMP,
            DeadLetter.TOPIC_ID,
            DeadLetter.MODEL,
            DeadLetter.RETRIED,
            DeadLetter.RETURNED,
            "__streams.errors.exception");
    Arbitrary<byte[]> values =
        Arbitraries.of("0-0..99", "forged", "7", "")
            .map(text -> text.getBytes(UTF_8))
            .injectNull(0.1);
    Arbitrary<Header> one =
        Combinators.combine(names, values).as((name, value) -> new RecordHeader(name, value));
    Arbitrary<List<Header>> whole = Arbitraries.of(false, true).map(this::headersOfALetter);
    return Arbitraries.oneOf(one.list().ofMaxSize(12), whole);
  }

  private List<Header> headersOfALetter(boolean ofModel) {
    DeadLetter.Refusal refusal =
        new DeadLetter.Refusal(
            refused,
            REJECTION,
            ofModel ? Optional.of("id") : Optional.empty(),
            ofModel ? Optional.of("forged") : Optional.empty());
    return List.of(DeadLetter.of("letters", refusal).headers().toArray());
  }

  @Property(tries = 300, seed = "7")
  void shouldNeverTakeAHeaderOfTheRecordForOneOfTheLetter(
      @ForAll("forgeries") List<Header> forged, @ForAll boolean ofModel) {
    ConsumerRecord<byte[], byte[]> record =
        arrived(
                new ProducerRecord<>("examples", null, null, KEY, VALUE, new RecordHeaders(forged)),
                3,
                42)
            .message();
    Optional<String> model = ofModel ? Optional.of("main") : Optional.empty();
    Optional<String> topicId = ofModel ? Optional.of("Abc") : Optional.empty();
    DeadLetter letter =
        arrived(
            DeadLetter.of("letters", new DeadLetter.Refusal(record, REJECTION, topicId, model)),
            0,
            7);

    for (DeadLetter each : List.of(letter, letter.described())) {
      assertThat(each.reason()).isEqualTo("BLANK_TEXT");
      assertThat(each.sentence()).isEqualTo(REJECTION.detail());
      assertThat(each.topic()).contains("examples");
      assertThat(each.partition()).contains(3);
      assertThat(each.offset()).contains(42L);
      assertThat(each.timestamp()).contains(0L);
      assertThat(each.topicId()).isEqualTo(topicId);
      assertThat(each.model()).isEqualTo(model);
    }
    List<Header> back = List.of(letter.original("examples", Optional.of(3), 1).headers().toArray());
    assertThat(back.subList(0, back.size() - 1)).isEqualTo(forged);
  }

  @Test
  void shouldStayWithinTheLimitWhateverTheRecordCallsItsHeaders() {
    byte[] large = new byte[1 << 20];
    ConsumerRecord<byte[], byte[]> record =
        arrived(new ProducerRecord<>("examples", null, null, KEY, VALUE), 0, 1).message();
    record.headers().add(DeadLetter.MESSAGE, large).add("__headwater.errors.more", large);

    ProducerRecord<byte[], byte[]> letter = DeadLetter.of("letters", record, REJECTION, 100_000);

    assertThat(RecordSize.of(letter.key(), letter.value(), letter.headers())).isLessThan(1_000);
    assertThat(arrived(letter, 0, 0).sentence()).isEqualTo(REJECTION.detail());
  }

  private static DeadLetter arrived(
      ProducerRecord<byte[], byte[]> sent, int partition, long offset) {
    return new DeadLetter(
        new ConsumerRecord<>(
            sent.topic(),
            partition,
            offset,
            0,
            TimestampType.CREATE_TIME,
            ConsumerRecord.NULL_SIZE,
            ConsumerRecord.NULL_SIZE,
            sent.key(),
            sent.value(),
            sent.headers(),
            Optional.empty()));
  }

  private ProducerRecord<byte[], byte[]> shortened(int largest) {
    return DeadLetter.of("headwater.dead-letters", refused, REJECTION, largest);
  }

  @Test
  void shouldKnowNoReasonWhereThereIsNone() {
    assertThat(DeadLetter.reasonOf(new RecordHeaders())).isEmpty();
    assertThat(
            DeadLetter.reasonOf(
                new RecordHeaders().add(DeadLetter.REASON, "GREMLINS".getBytes(UTF_8))))
        .isEmpty();
  }

  private static Optional<String> text(ProducerRecord<byte[], byte[]> letter, String name) {
    return DeadLetter.textOf(letter.headers(), name);
  }
}
