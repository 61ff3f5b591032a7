package io.headwater.model.internal.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.headwater.model.PassagePlaces;
import io.headwater.model.TokenSpan;
import io.headwater.model.inference.SpanScore;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class BestSpanTest {

  @Property(tries = 200, seed = "5")
  void shouldFindTheGreatestSumOfStartAndEnd(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 12) int tokens,
      @ForAll @IntRange(min = 1, max = 15) int longest,
      @ForAll @IntRange(max = 3) int padding,
      @ForAll @IntRange(max = 5) int at) {
    int width = 1 + tokens + padding;
    SplittableRandom random = new SplittableRandom(seed);
    float[] logits = new float[at + 2 * width];
    for (int i = 0; i < logits.length; i++) {
      // few values, so that some spans are equally good
      logits[i] = random.nextInt(5);
    }
    SpanScore found = BestSpan.among(logits, at, width, tokens, longest);

    assertThat(found.none()).isEqualTo((double) logits[at] + logits[at + width]);
    double best = Double.NEGATIVE_INFINITY;
    TokenSpan first = new TokenSpan(-1, -1);
    for (int start = tokens - 1; start >= 0; start--) {
      for (int end = tokens - 1; end >= start; end--) {
        double score = (double) logits[at + 1 + start] + logits[at + width + 1 + end];
        if (end - start < longest && score >= best) {
          best = score;
          first = new TokenSpan(start, end);
        }
      }
    }
    assertThat(found.score()).isEqualTo(best);
    assertThat(found.span()).isEqualTo(first);
  }

  @Example
  void shouldRefusePlacesThatDoNotFitTheirInput() {
    List<int[]> inputs = List.of(new int[] {5, 6, 7});
    for (PassagePlaces place :
        List.of(
            new PassagePlaces(3, 1, 1),
            new PassagePlaces(-1, 1, 1),
            new PassagePlaces(0, -1, 1),
            new PassagePlaces(0, 1, 0),
            new PassagePlaces(0, 1, 3))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> BestSpan.check(inputs, List.of(place)))
          .withMessageStartingWith("Input 0: its passage is at ");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BestSpan.check(inputs, List.of()))
        .withMessage("There are 1 inputs but 0 places of passages");
    BestSpan.check(inputs, List.of(new PassagePlaces(2, 1, 2)));
  }
}
