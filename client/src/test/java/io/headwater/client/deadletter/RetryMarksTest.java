package io.headwater.client.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.schemas.contract.DeadLetter;
import io.headwater.schemas.contract.DeadLetter.Location;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
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
    read.read(header(one.text()));
    read.read(header(two.text()));

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
    marks.read(new RecordHeaders());
    marks.read(header("nonsense 0-9999999999999999999999..1 0-9..3 0-3..4"));

    assertThat(marks.text()).isEqualTo("0-3..4");
    assertThat(RetryMarks.isMark(new RecordHeaders())).isFalse();
    assertThat(RetryMarks.isMark(header(""))).isTrue();
  }

  private static RetryMarks marks(List<Location> locations) {
    RetryMarks marks = new RetryMarks();
    locations.forEach(marks::add);
    return marks;
  }

  private static Headers header(String text) {
    return new RecordHeaders().add(DeadLetter.RETRIED, text.getBytes(StandardCharsets.UTF_8));
  }
}
