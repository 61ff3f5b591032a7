package io.headwater.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.headwater.schemas.LabelTarget;
import io.headwater.schemas.ReferencesTarget;
import io.headwater.schemas.ScoreTarget;
import io.headwater.schemas.Span;
import io.headwater.schemas.SpansTarget;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ExampleIdsTest {

  @Test
  void shouldStayTheSameFromReleaseToRelease() {
    // Made with Python: sha256 of the length-led fields, hexdigest()[:32].
    assertThat(ExampleIds.of("colour", "of blood", Optional.empty(), new LabelTarget("red")))
        .isEqualTo("b8780eee88e658a283197809d5c92caf");
  }

  @Property(seed = "7", tries = 300)
  void shouldDifferWhereContentDiffers(
      @ForAll String a, @ForAll String b, @ForAll String c, @ForAll String d) {
    String first = ExampleIds.of(a, b, Optional.empty(), new LabelTarget("x"));
    String second = ExampleIds.of(c, d, Optional.empty(), new LabelTarget("x"));

    assertThat(first.equals(second)).isEqualTo(a.equals(c) && b.equals(d));
    assertThat(first).matches("[0-9a-f]{32}");
  }

  @Test
  void shouldTellKindsOfTargetsAndPairsApart() {
    List<Object> targets =
        List.of(
            new LabelTarget("1"),
            new ScoreTarget(1.0),
            new ScoreTarget(2.0),
            new ReferencesTarget(List.of("1")),
            new ReferencesTarget(List.of("1", "1")),
            new SpansTarget(List.of()),
            new SpansTarget(List.of(new Span(0, 1, null))),
            new SpansTarget(List.of(new Span(1, 0, null))));
    var ids =
        targets.stream().map(target -> ExampleIds.of("t", "x", Optional.of(""), target)).toList();

    assertThat(ids).doesNotHaveDuplicates();
    assertThat(ids).doesNotContain(ExampleIds.of("t", "x", Optional.empty(), targets.get(0)));
  }

  @Test
  void shouldRefuseATargetOfNoKind() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ExampleIds.of("t", "x", Optional.empty(), "label"))
        .withMessageContaining("not label");
  }
}
