package io.headwater.client.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.schemas.contract.DeadLetter;
import io.headwater.schemas.contract.DeadLetter.Location;
import io.headwater.schemas.contract.Rejection;
import io.headwater.schemas.contract.RejectionReason;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class RetryMarksTest {
  private static final Rejection NO_VALUE =
      new Rejection(RejectionReason.NO_VALUE, "the record has no value");

  @Provide
  Arbitrary<List<Location>> locations() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 2), Arbitraries.longs().between(0, 30))
        .as(Location::new)
        .list()
        .ofMaxSize(60);
  }

  @Property(tries = 300, seed = "7")
  void shouldHoldExactlyWhatWasAddedAndSayIt(
      @ForAll("locations") List<Location> first, @ForAll("locations") List<Location> second) {
    RetryMarks one = marks(first);
    RetryMarks two = marks(second);
    RetryMarks read = new RetryMarks();
    read.read(mark(one.text()));
    read.read(mark(two.text()));

    Set<Location> all = new HashSet<>(first);
    all.addAll(second);
    for (int partition = 0; partition < 4; partition++) {
      for (long offset = 0; offset < 33; offset++) {
        Location location = new Location(partition, offset);
        assertThat(one.contains(location)).isEqualTo(first.contains(location));
        assertThat(read.contains(location)).isEqualTo(all.contains(location));
      }
    }
  }

  @Test
  void shouldWriteNeighboursAsOneRun() {
    assertThat(
            marks(
                List.of(
                    new Location(0, 7),
                    new Location(0, 5),
                    new Location(0, 6),
                    new Location(2, 9))))
        .extracting(RetryMarks::text)
        .isEqualTo("0-5..7 2-9..9");
  }

  @Test
  void shouldPassOverWhatIsNoMark() {
    RetryMarks marks = new RetryMarks();
    marks.read(arrived(new ProducerRecord<>("letters", null, null)));
    marks.read(mark("nonsense 0-9999999999999999999999..1 0-9..3 0-3..4"));

    assertThat(marks.text()).isEqualTo("0-3..4");
    assertThat(RetryMarks.isMark(arrived(new ProducerRecord<>("letters", null, null)))).isFalse();
    assertThat(RetryMarks.isMark(mark(""))).isTrue();
  }

  @Test
  void shouldTakeNoLetterForAMarkWhateverHeadersItsRecordHad() {
    RetryMarks marks = new RetryMarks();
    for (String name : List.of(DeadLetter.RETRIED, DeadLetter.RETURNED)) {
      ProducerRecord<byte[], byte[]> bad = new ProducerRecord<>("examples", null, null);
      bad.headers().add(name, "0-0..99 1*0-0..99*examples".getBytes(StandardCharsets.UTF_8));
      ConsumerRecord<byte[], byte[]> letter =
          arrived(DeadLetter.of("letters", arrived(bad), NO_VALUE));
      marks.read(letter);

      assertThat(RetryMarks.isMark(letter)).isFalse();
    }
    assertThat(marks.contains(new Location(0, 0))).isFalse();
    ProducerRecord<byte[], byte[]> withKey = new ProducerRecord<>("letters", new byte[1], null);
    withKey.headers().add(DeadLetter.RETRIED, new byte[0]);
    assertThat(RetryMarks.isMark(arrived(withKey))).isFalse();
  }

  @Test
  void shouldCountHowOftenARecordCameBackByMarksOnly() {
    RetryMarks marks = new RetryMarks();
    RetryMarks read = new RetryMarks();
    marks.add(new Location(0, 3));
    marks.addReturned(new TopicPartition("examples", 0), 5, 2);
    read.read(arrived(marks.mark("letters")));

    assertThat(read.contains(new Location(0, 3))).isTrue();
    assertThat(read.retries(refusedAt(5))).isEqualTo(2);
    assertThat(read.retries(refusedAt(6))).isZero();
  }

  /** Returns the letter of a record that says it came back nine times. */
  private static DeadLetter refusedAt(long offset) {
    ProducerRecord<byte[], byte[]> bad = new ProducerRecord<>("examples", null, null);
    bad.headers().add(DeadLetter.RETRIES, "9".getBytes(StandardCharsets.UTF_8));
    return new DeadLetter(arrived(DeadLetter.of("letters", arrived(bad, offset), NO_VALUE)));
  }

  private static RetryMarks marks(List<Location> locations) {
    RetryMarks marks = new RetryMarks();
    locations.forEach(marks::add);
    return marks;
  }

  private static ConsumerRecord<byte[], byte[]> mark(String text) {
    ProducerRecord<byte[], byte[]> mark = new ProducerRecord<>("letters", null, null);
    mark.headers().add(DeadLetter.RETRIED, text.getBytes(StandardCharsets.UTF_8));
    return arrived(mark);
  }

  private static ConsumerRecord<byte[], byte[]> arrived(ProducerRecord<byte[], byte[]> sent) {
    return arrived(sent, 0);
  }

  private static ConsumerRecord<byte[], byte[]> arrived(
      ProducerRecord<byte[], byte[]> sent, long offset) {
    return new ConsumerRecord<>(
        sent.topic(),
        0,
        offset,
        0,
        TimestampType.CREATE_TIME,
        ConsumerRecord.NULL_SIZE,
        ConsumerRecord.NULL_SIZE,
        sent.key(),
        sent.value(),
        sent.headers(),
        Optional.empty());
  }
}
