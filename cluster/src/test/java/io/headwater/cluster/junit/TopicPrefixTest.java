package io.headwater.cluster.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/** Whoever asks for prefixes alone starts no cluster. */
class TopicPrefixTest {

  @WithCluster
  static class Orders {
    @BeforeAll
    static void ofTheClass(@TopicPrefix String prefix, TestReporter reporter) {
      reporter.publishEntry(Map.of("class", prefix));
    }

    @BeforeEach
    void before(@TopicPrefix String prefix, TestReporter reporter) {
      reporter.publishEntry(Map.of("before", prefix));
    }

    @RepeatedTest(2)
    @SuppressWarnings("MemberName") // others may name their tests so
    void should_repeat(@TopicPrefix String prefix, TestReporter reporter) {
      reporter.publishEntry(Map.of("test", prefix));
    }
  }

  @Test
  void shouldBeTheSameForATestAndAnotherForEveryOther() {
    try (TestSession session = new TestSession()) {
      List<Map<String, String>> first = session.run(Orders.class);
      List<Map<String, String>> second = session.run(Orders.class);

      Function<String, List<String>> all =
          key ->
              Stream.of(first, second)
                  .flatMap(List::stream)
                  .flatMap(entry -> Stream.ofNullable(entry.get(key)))
                  .toList();
      assertThat(all.apply("test")).hasSize(4).isEqualTo(all.apply("before"));
      assertThat(Stream.of("class", "test").flatMap(key -> all.apply(key).stream()))
          .hasSize(6)
          .doesNotHaveDuplicates()
          .allMatch(prefix -> prefix.matches("[A-Za-z0-9-]+\\."));
      assertThat(all.apply("class")).allMatch(prefix -> prefix.startsWith("Orders-"));
      assertThat(all.apply("test")).allMatch(prefix -> prefix.startsWith("should-repeat-"));
    }
  }
}
