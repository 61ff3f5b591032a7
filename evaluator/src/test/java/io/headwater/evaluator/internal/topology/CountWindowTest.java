package io.headwater.evaluator.internal.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.headwater.evaluator.internal.topology.CountWindow.Slot;
import io.headwater.evaluator.internal.topology.ScoredPrediction.Score;
import io.headwater.schemas.Split;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class CountWindowTest {

  @Property
  void shouldEqualTheSumOverTheLastPredictions(
      @ForAll @IntRange(min = 1, max = 12) int size,
      @ForAll @Size(max = 60) List<@DoubleRange(min = 0, max = 1) Double> scores) {
    CountWindow window = new CountWindow(size);
    for (int i = 0; i < scores.size(); i++) {
      window.add(text(i, scores.get(i)));
    }
    Totals expected = Totals.withRanks();
    for (int i = Math.max(0, scores.size() - size); i < scores.size(); i++) {
      expected.add(text(i, scores.get(i)));
    }
    assertThat(window.totals().sums().count()).isEqualTo(expected.sums().count());
    assertThat(window.totals().sums().firstVersion()).isEqualTo(expected.sums().firstVersion());
    assertThat(window.totals().sums().lastAt()).isEqualTo(expected.sums().lastAt());
    assertThat(window.totals().sums().texts().rouge1())
        .isCloseTo(expected.sums().texts().rouge1(), within(1e-12));
  }

  @Property
  void shouldBeTheSameWhenReadBackFromItsSlots(
      @ForAll @IntRange(min = 1, max = 12) int size,
      @ForAll @Size(max = 40) List<@IntRange(min = 0, max = 3) Integer> labels,
      @ForAll long seed) {
    CountWindow window = new CountWindow(size);
    Map<Integer, Slot> stored = new HashMap<>();
    for (int i = 0; i < labels.size(); i++) {
      Slot slot = window.add(label(i, "l" + labels.get(i), "l1"));
      stored.put(window.place(slot), slot);
    }
    List<Slot> slots = new ArrayList<>(stored.values());
    Collections.shuffle(slots, new Random(seed));
    CountWindow back = new CountWindow(size);
    slots.forEach(back::restore);
    window.add(label(99, "l1", "l1"));
    back.add(label(99, "l1", "l1"));
    assertThat(stored.size()).isLessThanOrEqualTo(size);
    assertThat(back.totals().metrics()).isEqualTo(window.totals().metrics());
    assertThat(back.totals().sums()).isEqualTo(window.totals().sums());
  }

  private static ScoredPrediction text(int version, double score) {
    return new ScoredPrediction(
        "main", "t", Split.PREQUENTIAL, version, version, new Score.OfText(score, 0, 0, 0));
  }

  private static ScoredPrediction label(int version, String truth, String prediction) {
    return new ScoredPrediction(
        "main", "t", Split.PREQUENTIAL, version, version, new Score.OfLabel(truth, prediction));
  }
}
