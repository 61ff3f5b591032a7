package io.headwater.cli.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Pages that are made by the code are what it makes now; with {@code -Dheadwater.docs.write=true}
 * they are written instead.
 */
class GeneratedPagesTest {
  private static final Map<String, String> PAGES =
      Map.of(
          "metrics.md", MetricsPage.page(),
          "topics-and-records.md", TopicsAndRecords.page(),
          "dead-letter-reasons.md", DeadLetterPage.page());

  static Set<String> names() {
    return PAGES.keySet();
  }

  @ParameterizedTest
  @MethodSource("names")
  void shouldBeWhatTheCodeMakes(String name) throws IOException {
    Path file = Page.ROOT.resolve("docs/reference").resolve(name);
    if (Boolean.getBoolean("headwater.docs.write")) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, PAGES.get(name));
    }
    assertThat(file).content().isEqualTo(PAGES.get(name));
  }
}
