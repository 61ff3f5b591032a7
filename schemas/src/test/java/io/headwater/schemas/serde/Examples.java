package io.headwater.schemas.serde;

import io.headwater.schemas.LabelTarget;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.ReferencesTarget;
import io.headwater.schemas.ScoreTarget;
import io.headwater.schemas.Span;
import io.headwater.schemas.SpansTarget;
import java.time.Instant;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Any example the schema can hold, its texts being Unicode. */
final class Examples {
  private Examples() {}

  static Arbitrary<LabeledExample> any() {
    return Combinators.combine(
            text(),
            text(),
            text(),
            text().injectNull(0.5),
            target(),
            Arbitraries.doubles(),
            Arbitraries.longs(),
            Arbitraries.maps(text(), text()).ofMaxSize(3))
        .as(
            (id, task, text, pair, target, weight, millis, attributes) ->
                LabeledExample.newBuilder()
                    .setId(id)
                    .setTask(task)
                    .setText(text)
                    .setTextPair(pair)
                    .setTarget(target)
                    .setWeight(weight)
                    .setOccurredAt(Instant.ofEpochMilli(millis))
                    .setAttributes(attributes)
                    .build());
  }

  private static Arbitrary<Object> target() {
    Arbitrary<Span> span =
        Combinators.combine(Arbitraries.integers(), Arbitraries.integers(), text().injectNull(0.5))
            .as(Span::new);
    return Arbitraries.oneOf(
        text().map(LabelTarget::new),
        Arbitraries.doubles().map(ScoreTarget::new),
        text().list().ofMaxSize(4).map(ReferencesTarget::new),
        span.list().ofMaxSize(4).map(SpansTarget::new));
  }

  /** Text without lone surrogates, which UTF-8 cannot hold. */
  private static Arbitrary<String> text() {
    return Arbitraries.of("a", "é", "世", "🌍", " ", "\u0000", "\uFFFD")
        .list()
        .ofMaxSize(40)
        .map(parts -> String.join("", parts));
  }
}
