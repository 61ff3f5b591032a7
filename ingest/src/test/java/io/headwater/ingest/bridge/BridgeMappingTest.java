package io.headwater.ingest.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.schemas.ScoreRange;
import io.headwater.schemas.TaskKind;
import io.headwater.schemas.TaskSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BridgeMappingTest {
  private static Map<String, String> settings(String... more) {
    Map<String, String> settings =
        new HashMap<>(
            Map.of("format", "json", "task", "priority", "text", "$.body", "label", "$.label"));
    for (int i = 0; i < more.length; i += 2) {
      if (more[i + 1].isEmpty()) {
        settings.remove(more[i]);
      } else {
        settings.put(more[i], more[i + 1]);
      }
    }
    return settings;
  }

  @Test
  void shouldUseAnExistingTaskWhereItDeclaresNone() {
    BridgeMapping mapping = new BridgeMapping(settings("format", "Avro"));

    assertThat(mapping.format()).isEqualTo(ValueFormat.AVRO);
    assertThat(mapping.taskName()).isEqualTo("priority");
    assertThat(mapping.declaration()).isEmpty();
    assertThat(mapping.labels()).isEmpty();
    assertThat(mapping.skippedWithout()).isEmpty();
  }

  @Test
  void shouldDeclareATask() {
    TaskSpec spec =
        new BridgeMapping(
                settings(
                    "task.kind", "classification",
                    "task.labels", "low, high",
                    "task.open.labels", "true",
                    "task.label.cap", "7",
                    "task.minimum.support", "3",
                    "task.max.input.tokens", "64"))
            .declaration()
            .orElseThrow();

    assertThat(spec)
        .isEqualTo(
            TaskSpec.newBuilder()
                .setName("priority")
                .setKind(TaskKind.CLASSIFICATION)
                .setLabels(List.of("low", "high"))
                .setOpenLabels(true)
                .setLabelCap(7)
                .setMinimumSupport(3)
                .setMaxInputTokens(64)
                .build());
  }

  @Test
  void shouldDeclareAScoreRange() {
    BridgeMapping mapping =
        new BridgeMapping(
            settings(
                "label", "",
                "score", "$.stars",
                "task.kind", "REGRESSION",
                "task.score.minimum", "1",
                "task.score.maximum", "5"));

    assertThat(mapping.declaration().orElseThrow().getScoreRange())
        .isEqualTo(new ScoreRange(1.0, 5.0));
  }

  @Test
  void shouldNameLabelsAndSkippedFieldsOfExamples() {
    BridgeMapping mapping =
        new BridgeMapping(
            settings(
                "label.map.P1 urgent", "high",
                "text.pair", "$.title",
                "skip.when.missing", "label,text.pair"));

    assertThat(mapping.labels()).containsExactly(Map.entry("P1 urgent", "high"));
    assertThat(mapping.skippedWithout()).containsExactlyInAnyOrder("label", "text_pair");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "format | xml | xml, format, AVRO",
        "format | '' | format",
        "task | Big Task | Big Task, task, lower-case",
        "text | '' | text",
        "text | body | body, text, $.ticket.body",
        "label | $.a[ | $.a[, label, headers.<name>",
        "label | '' | exactly one of label, summary and spans",
        "score | $.s | exactly one of label, summary and spans",
        "lable | $.l | Unknown key lable, nearest known key is label",
        "text.pairs | $.l | Unknown key text.pairs, nearest known key is text.pair",
        "skip.when.missing | wieght | wieght, skip.when.missing, weight",
        "skip.when.missing | weight | weight, skip.when.missing",
        "task.labels | a | task.labels, needs task.kind",
        "task.kind | SPAN_EXTRACTION | does not fit, label, text_pair",
        "task.kind | JUGGLING | JUGGLING, task.kind, SPAN_EXTRACTION",
        "task.kind | CLASSIFICATION | labels, at least 2",
        "task.kind | SUMMARIZATION | does not fit, label, summary",
        "task.label.cap | many | many, task.label.cap"
      })
  void shouldSayWhichKeyIsWrongAndWhatIsAllowed(String key, String value, String said) {
    assertThatThrownBy(() -> new BridgeMapping(settings(key, value)))
        .isInstanceOf(ConfigException.class)
        .satisfies(e -> assertThat(e.getMessage()).contains(said.split(", ")).hasLineCount(1));
  }

  @Test
  void shouldSayThatARequiredKeyIsMisspelledNotThatItIsMissing() {
    assertThatThrownBy(() -> new BridgeMapping(settings("text", "", "txt", "$.body")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContainingAll("Unknown key txt", "nearest known key is text");
  }

  @Test
  void shouldRefuseATaskOfAnotherKind() {
    BridgeMapping mapping = new BridgeMapping(settings());
    TaskSpec labels =
        TaskSpec.newBuilder()
            .setName("priority")
            .setKind(TaskKind.CLASSIFICATION)
            .setLabels(List.of("a", "b"))
            .build();
    TaskSpec scores =
        TaskSpec.newBuilder().setName("priority").setKind(TaskKind.REGRESSION).build();

    assertThatCode(() -> mapping.requireFits(labels)).doesNotThrowAnyException();
    assertThatThrownBy(() -> mapping.requireFits(scores))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("priority")
        .hasMessageContaining("score");
  }

  @Test
  void shouldNotReadWhatBridgesWrite() {
    for (String topic : List.of("headwater.examples.x", "headwater.dead-letters")) {
      assertThatThrownBy(() -> new BridgeConfig(Map.of("bridge.from", "a," + topic)))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining(topic);
    }
  }

  @Test
  void shouldKeepItsPositionWhateverTheOrderOfTopics() {
    assertThat(new BridgeConfig(Map.of("bridge.from", "b,a")).applicationId("t"))
        .isEqualTo(new BridgeConfig(Map.of("bridge.from", "a,b")).applicationId("t"))
        .isEqualTo("headwater.bridge.a-b-to-t");
    assertThat(
            new BridgeConfig(Map.of("bridge.from", "b", "bridge.name", "mine")).applicationId("t"))
        .isEqualTo("headwater.bridge.mine");
  }
}
