package io.headwater.evaluator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.evaluator.internal.topology.StoreOptions;
import io.headwater.evaluator.internal.topology.TopologySettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvaluatorConfigTest {

  @Test
  void shouldScoreBaselinesOverAThousandExamplesByDefault() {
    EvaluatorConfig config = new EvaluatorConfig(Map.of());
    assertThat(config.scorerSettings().baselines()).isTrue();
    assertThat(config.scorerSettings().model()).isEqualTo(config.modelName());
    assertThat(config.topologySettings().windowExamples()).isEqualTo(1000);
    assertThat(config.topologySettings().windowSpan()).isEqualTo(Duration.ofMinutes(1));
    assertThat(config.topologySettings().stores()).isEqualTo(TopologySettings.Stores.DISK);
  }

  @ParameterizedTest
  @CsvSource({
    "evaluator.device,tpu",
    "evaluator.device,gpu0",
    "evaluator.stores,tape",
    "evaluator.batch.size,0",
    "evaluator.window.examples,-1"
  })
  void shouldRefuseAValueThatIsNotAllowedNamingTheKey(String key, String value) {
    assertThatThrownBy(() -> new EvaluatorConfig(Map.of(key, value)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(key)
        .hasMessageContaining(value);
  }

  @Test
  void shouldNotStartOnADeviceThatIsNotThere() {
    EvaluatorConfig config = new EvaluatorConfig(Map.of(EvaluatorConfig.DEVICE, "gpu:999"));
    assertThatThrownBy(() -> Evaluator.start(config))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("evaluator.device is gpu:999 but must be auto");
  }

  @Test
  void shouldKeepTheStateOfEachClusterApart() {
    assertThat(stateFolder(Map.of(), "a").endsWith("headwater-streams/a")).isTrue();
    assertThat(stateFolder(Map.of("streams.state.dir", "/data/streams"), "a"))
        .isEqualTo(Path.of("/data/streams/a"));
  }

  @Test
  void shouldSetTheOptionsOfStoresUnlessAnOperatorDoes() {
    String key = "rocksdb.config.setter";
    assertThat(new EvaluatorConfig(Map.of()).topologyProperties("a"))
        .containsEntry(key, StoreOptions.class);
    assertThat(new EvaluatorConfig(Map.of("streams." + key, "my.Own")).topologyProperties("a"))
        .containsEntry(key, "my.Own");
  }

  @Test
  void shouldBoundWhatTheTopologyReadsAheadUnlessAnOperatorDoes() {
    assertThat(new EvaluatorConfig(Map.of()).topologyProperties("a"))
        .containsEntry("consumer.fetch.max.bytes", 1 << 20)
        .containsEntry("consumer.max.poll.records", 32)
        .containsEntry("restore.consumer.max.poll.records", 500)
        .containsEntry("buffered.records.per.partition", 32)
        .containsEntry("max.task.idle.ms", -1L);
    assertThat(
            new EvaluatorConfig(
                    Map.of(
                        "consumer.max.poll.records",
                        "500",
                        "streams.buffered.records.per.partition",
                        "1000"))
                .topologyProperties("a"))
        .containsEntry("consumer.max.poll.records", "500")
        .containsEntry("buffered.records.per.partition", "1000");
  }

  private static Path stateFolder(Map<String, String> settings, String clusterId) {
    return Path.of(
        new EvaluatorConfig(settings).topologyProperties(clusterId).getProperty("state.dir"));
  }
}
