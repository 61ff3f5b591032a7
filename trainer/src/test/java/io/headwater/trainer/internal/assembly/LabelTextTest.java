package io.headwater.trainer.internal.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LabelTextTest {
  @Test
  void shouldSplitTheMostAndLongestLabelsThatATaskMayHave() {
    List<String> labels =
        IntStream.range(0, 10_000).mapToObj(i -> "界".repeat(252) + (1_000 + i)).toList();

    List<List<String>> pieces = LabelText.pieces(labels, 256 << 10);

    assertThat(pieces).hasSizeBetween(29, 31).allSatisfy(piece -> assertFits(piece, 256 << 10));
    assertThat(pieces.stream().flatMap(List::stream)).containsExactlyElementsOf(labels);
  }

  @Property(seed = "1")
  void shouldSplitInOrderAndOnlyWhereTheNextLabelIsTooMuch(
      @ForAll List<String> labels, @ForAll @IntRange(min = 1, max = 40) int size) {
    List<List<String>> pieces = LabelText.pieces(labels, size);

    assertThat(pieces.stream().flatMap(List::stream)).containsExactlyElementsOf(labels);
    for (int i = 0; i < pieces.size(); i++) {
      assertThat(pieces.get(i)).isNotEmpty();
      if (pieces.get(i).size() > 1) {
        assertFits(pieces.get(i), size);
      }
      if (i > 0) {
        List<String> more = new ArrayList<>(pieces.get(i - 1));
        more.add(pieces.get(i).get(0));
        assertThat(bytes(more)).isGreaterThan(size);
      }
    }
  }

  private static void assertFits(List<String> piece, int size) {
    assertThat(bytes(piece)).isLessThanOrEqualTo(size);
  }

  private static int bytes(List<String> piece) {
    return piece.size()
        - 1
        + piece.stream()
            .mapToInt(label -> LabelText.escape(label).getBytes(StandardCharsets.UTF_8).length)
            .sum();
  }
}
