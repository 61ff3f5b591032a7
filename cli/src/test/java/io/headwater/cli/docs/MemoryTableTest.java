package io.headwater.cli.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.evaluator.EvaluatorConfig;
import io.headwater.service.config.Settings;
import io.headwater.service.streams.InputLimits;
import io.headwater.service.topic.FetchLimits;
import io.headwater.serving.ServingConfig;
import io.headwater.trainer.TrainerConfig;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;

/**
 * The table of what each service holds in memory names settings that exist, with their defaults.
 */
class MemoryTableTest {
  private static final Path GUIDE = Path.of("docs/guide/operating.md");
  private static final Pattern ROW = Pattern.compile("\\|.*\\| `([a-z][a-z.]+)` \\| `(\\d+)` \\|");

  @Test
  void shouldNameTheDefaultsOfTheCode() {
    List<Matcher> rows =
        Page.read(GUIDE).prose().stream().map(ROW::matcher).filter(Matcher::matches).toList();

    assertThat(rows).hasSizeGreaterThan(10);
    assertThat(rows)
        .allSatisfy(
            row ->
                assertThat(defaults().get(row.group(1))).as(row.group(1)).isEqualTo(row.group(2)));
  }

  @Test
  void shouldNameEveryLimitOfWhatIsRead() {
    assertThat(Page.read(GUIDE).codeSpans())
        .containsAll(
            FetchLimits.settings().keySet().stream().map(key -> "consumer." + key).toList())
        .contains(
            TrainerConfig.BLOCK_BYTES, EvaluatorConfig.QUEUE_BYTES, ServingConfig.BATCH_BYTES);
  }

  private static Map<String, String> defaults() {
    Map<String, String> defaults = new HashMap<>();
    for (Settings settings :
        List.of(
            TrainerConfig.definition(), EvaluatorConfig.definition(), ServingConfig.definition())) {
      settings.defaultValues().forEach((key, value) -> defaults.put(key, String.valueOf(value)));
    }
    String buffer = ProducerConfig.BUFFER_MEMORY_CONFIG;
    defaults.put("producer." + buffer, usual(ProducerConfig.configDef().defaultValues(), buffer));
    String cache = StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG;
    defaults.put("streams." + cache, usual(StreamsConfig.configDef().defaultValues(), cache));
    String buffered = StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG;
    defaults.put("streams." + buffered, usual(InputLimits.settings(), buffered));
    FetchLimits.settings()
        .forEach((key, value) -> defaults.put("consumer." + key, String.valueOf(value)));
    return defaults;
  }

  private static String usual(Map<String, ?> settings, String key) {
    return String.valueOf(settings.get(key));
  }
}
