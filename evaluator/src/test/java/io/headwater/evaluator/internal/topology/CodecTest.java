package io.headwater.evaluator.internal.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.evaluator.internal.topology.ScoredPrediction.Score;
import io.headwater.evaluator.internal.topology.Totals.Sums;
import io.headwater.schemas.Split;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CodecTest {
  private final Serde<ScoredPrediction> predictions = new ScoredPredictionCodec().serde();

  static Stream<Score> scores() {
    return Stream.of(
        new Score.OfLabel("a", "b"),
        new Score.OfScore(1.5, -0.25),
        new Score.OfText(0.1, 0.2, 0.3, 0.4),
        new Score.OfAnswer(1, 0.75));
  }

  @ParameterizedTest
  @MethodSource("scores")
  void shouldReadBackScoresOfEveryType(Score score) {
    assertThat(throughBytes(predictions, prediction(score))).isEqualTo(prediction(score));
  }

  @ParameterizedTest
  @MethodSource("scores")
  void shouldReadBackTheSumsOfScoresOfEveryType(Score score) {
    Sums sums = Sums.NONE.plus(prediction(score)).plus(prediction(score));
    assertThat(throughBytes(new SumsCodec().serde(), sums)).isEqualTo(sums);
  }

  static Stream<OutputValue> outputs() {
    return Stream.of(
        new OutputValue.Label("a"),
        new OutputValue.Score(2.5),
        new OutputValue.Texts(List.of("a", "", "ü")),
        new OutputValue.Answers(List.of("a", "b c")),
        new OutputValue.Answers(List.of()));
  }

  @ParameterizedTest
  @MethodSource("outputs")
  void shouldReadBackValuesOfEveryType(OutputValue output) {
    assertThat(throughBytes(new OutputValueCodec().serde(), output)).isEqualTo(output);
  }

  @Test
  void shouldReadTextScoresStoredBeforeThereWasRougeLsum() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      Codec.writeText("main", out);
      Codec.writeText("t", out);
      Codec.writeText("SERVING", out);
      out.writeLong(3);
      out.writeLong(4);
      out.writeByte(1);
      out.writeDouble(0.1);
      out.writeDouble(0.2);
      out.writeDouble(0.3);
    }
    assertThat(predictions.deserializer().deserialize("", bytes.toByteArray()))
        .isEqualTo(prediction(new Score.OfText(0.1, 0.2, 0.3, 0.3)));
  }

  @Test
  void shouldReadSumsStoredBeforeThereWereAnswersAboutPassages() {
    Sums sums = Sums.NONE.plus(prediction(new Score.OfText(0.1, 0.2, 0.3, 0.4)));
    byte[] now = new SumsCodec().serde().serializer().serialize("", sums);
    byte[] then = Arrays.copyOf(now, now.length - 3 * Long.BYTES);

    assertThat(new SumsCodec().serde().deserializer().deserialize("", then)).isEqualTo(sums);
  }

  @Test
  void shouldRefuseTypesItDoesNotKnow() {
    assertThatThrownBy(
            () -> new OutputValueCodec().serde().deserializer().deserialize("", new byte[] {9}))
        .isInstanceOf(SerializationException.class);
  }

  private static ScoredPrediction prediction(Score score) {
    return new ScoredPrediction("main", "t", Split.SERVING, 3, 4, score);
  }

  private static <T> T throughBytes(Serde<T> serde, T value) {
    return serde.deserializer().deserialize("", serde.serializer().serialize("", value));
  }
}
