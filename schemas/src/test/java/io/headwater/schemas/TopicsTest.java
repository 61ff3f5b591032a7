package io.headwater.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicsTest {
  private final Topics topics = new Topics("headwater.");

  @Test
  void shouldNameEveryTopicUnderThePrefix() {
    assertThat(
            List.of(
                topics.tasks(),
                topics.examples("tickets"),
                topics.deadLetters(),
                topics.journal(),
                topics.checkpoints(),
                topics.checkpointChunks(),
                topics.channels(),
                topics.requests(),
                topics.predictions(),
                topics.baselinePredictions(),
                topics.replies(),
                topics.metrics(),
                topics.alerts()))
        .containsExactly(
            "headwater.tasks",
            "headwater.examples.tickets",
            "headwater.dead-letters",
            "headwater.journal",
            "headwater.checkpoints",
            "headwater.checkpoint-chunks",
            "headwater.channels",
            "headwater.requests",
            "headwater.predictions",
            "headwater.baseline-predictions",
            "headwater.replies",
            "headwater.metrics",
            "headwater.alerts");
  }

  @Property(tries = 200, seed = "1")
  void shouldFindTheTaskOfItsTopic(
      @ForAll
          @StringLength(min = 1, max = 64)
          @CharRange(from = 'a', to = 'z')
          @CharRange(from = '0', to = '9')
          @Chars({'-', '_'})
          String task) {
    String topic = topics.examples(task);

    assertThat(topics.taskOf(topic)).isEqualTo(task);
    assertThat(topics.examplesPattern().matcher(topic).matches()).isTrue();
    assertThat(TopicCatalogue.policyOf(topics, topic)).isEqualTo(CleanupPolicy.DELETE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "headwater.tasks",
        "headwater.examples.",
        "headwater.examples.Tickets",
        "headwaterXexamples.tickets",
        "other.headwater.examples.tickets",
        "headwater.examples.a.b"
      })
  void shouldNotTakeOtherTopicsForExamples(String topic) {
    assertThat(topics.isExamples(topic)).isFalse();
    assertThat(topics.examplesPattern().matcher(topic).matches()).isFalse();
    assertThatThrownBy(() -> topics.taskOf(topic))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(topic);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "A", "a b", "a.b", "é"})
  void shouldRefuseTaskNames(String task) {
    assertThatThrownBy(() -> topics.examples(task)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldKeepNamesWithinKafkasLimit() {
    Topics longest = new Topics("p".repeat(176));

    assertThat(longest.examples("t".repeat(64))).hasSize(249);
    assertThatThrownBy(() -> new Topics("p".repeat(177)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Topics("a b")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldKnowHowEachTopicIsKept() {
    assertThat(TopicCatalogue.policyOf(topics, topics.tasks())).isEqualTo(CleanupPolicy.COMPACT);
    assertThat(TopicCatalogue.policyOf(topics, topics.journal())).isEqualTo(CleanupPolicy.DELETE);
    assertThat(TopicCatalogue.policyOf(topics, topics.baselinePredictions()))
        .isEqualTo(TopicCatalogue.policyOf(topics, topics.predictions()));
    assertThat(TopicCatalogue.policyOf(topics, topics.metrics()))
        .isEqualTo(CleanupPolicy.COMPACT_AND_DELETE);
    assertThatThrownBy(() -> TopicCatalogue.policyOf(topics, "headwater.task"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("headwater.task");
  }
}
