package io.headwater.client.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.client.deadletter.DeadLetter.Place;
import io.headwater.schemas.contract.DeadLetterHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class RetryMarksTest {

  @Provide
  Arbitrary<List<Place>> places() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 2), Arbitraries.longs().between(0, 30))
        .as(Place::new)
        .list()
        .ofMaxSize(60);
  }

  @Property(tries = 300, seed = "7")
  void shouldHoldExactlyWhatWasAddedAndSayIt(
      @ForAll("places") List<Place> first, @ForAll("places") List<Place> second) {
    RetryMarks one = marks(first);
    RetryMarks two = marks(second);
    RetryMarks read = new RetryMarks();
    read.read(header(one.text()));
    read.read(header(two.text()));

    Set<Place> all = new java.util.HashSet<>(first);
    all.addAll(second);
    for (int partition = 0; partition < 4; partition++) {
      for (long offset = 0; offset < 33; offset++) {
        Place place = new Place(partition, offset);
        assertThat(one.contains(place)).isEqualTo(first.contains(place));
        assertThat(read.contains(place)).isEqualTo(all.contains(place));
      }
    }
  }

  @Test
  void shouldWriteNeighboursAsOneRun() {
    assertThat(marks(List.of(new Place(0, 7), new Place(0, 5), new Place(0, 6), new Place(2, 9))))
        .extracting(RetryMarks::text)
        .isEqualTo("0-5..7 2-9..9");
  }

  @Test
  void shouldPassOverWhatIsNoMark() {
    RetryMarks marks = new RetryMarks();
    marks.read(new RecordHeaders());
    marks.read(header("nonsense 0-9999999999999999999999..1 0-9..3 0-3..4"));

    assertThat(marks.text()).isEqualTo("0-3..4");
    assertThat(RetryMarks.isMark(new RecordHeaders())).isFalse();
    assertThat(RetryMarks.isMark(header(""))).isTrue();
  }

  private static RetryMarks marks(List<Place> places) {
    RetryMarks marks = new RetryMarks();
    places.forEach(marks::add);
    return marks;
  }

  private static Headers header(String text) {
    return new RecordHeaders()
        .add(DeadLetterHeaders.RETRIED, text.getBytes(StandardCharsets.UTF_8));
  }
}
