package io.headwater.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The keys of the trainer as they were before they had a prefix. */
class FormerKeysTest {

  @ParameterizedTest
  @CsvSource({
    "model.size, small",
    "model.init, llama",
    "tokenizer.file, /data/tokenizer.json",
    "seed, 7",
    "threads, 3",
    "batch.tokens, 256",
    "batch.queue, 2",
    "batch.part.tokens, 64",
    "block.records, 16",
    "block.wait.ms, 50",
    "checkpoint.steps, 9",
    "checkpoint.interval.ms, 200",
    "checkpoint.share, 0.5",
    "checkpoint.keep, 2",
    "dead.letter.buffer.bytes, 1024",
    "task.wait.ms, 5",
    "discovery.interval.ms, 500",
    "leader.session.ms, 6000",
    "device, cpu",
    "precision, bf16",
    "recompute.tokens, 128",
    "optimizer, sgd",
    "optimizer.learning.rate, 0.1",
    "optimizer.warmup.steps, 4",
    "optimizer.clip.norm, 2.0",
    "optimizer.beta1, 0.8",
    "optimizer.beta2, 0.95",
    "optimizer.weight.decay, 0.2",
    "optimizer.epsilon, 1.0E-6",
    "optimizer.momentum, 0.7",
    "optimizer.momentum.nesterov, true",
    "optimizer.rmsprop.smoothing, 0.9",
    "optimizer.adaptive.rate.decay, 0.5",
    "optimizer.schedule.free.horizon, 50",
    "weighting.strategy, dwa",
    "weighting.learning.rate, 0.02",
    "weighting.dwa.temperature, 3.0",
    "weighting.dwa.period.steps, 4",
    "weighting.gradnorm.alpha, 0.5",
    "weighting.famo.decay, 0.002",
    "weighting.live.gain, 5.0",
    "weighting.live.limit, 2.0",
    "weighting.live.horizon, 3"
  })
  void shouldTakeAValueUnderTheFormerKey(String former, String value) {
    TrainerConfig config = new TrainerConfig(Map.of(former, value));

    assertThat(config.values().get("trainer." + former)).hasToString(value);
    assertThat(config.originals()).doesNotContainKey(former);
  }

  @ParameterizedTest
  @MethodSource("formerKeys")
  void shouldRefuseAFormerKeyBesideTodays(String former) {
    String key = "trainer." + former;
    assertThatThrownBy(() -> new TrainerConfig(Map.of(former, "1", key, "1")))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(former + " and " + key + " are the old and the new name")
        .hasMessageNotContaining("\n");
  }

  static Stream<String> formerKeys() {
    return TrainerConfig.definition().formerKeys().keySet().stream();
  }

  /** There were so many keys when they were given a prefix; newer ones always had it. */
  @Test
  void shouldHaveNoFormerKeyForANewerKey() {
    assertThat(TrainerConfig.definition().formerKeys())
        .hasSize(43)
        .doesNotContainKeys("block.bytes", "checkpoint.evaluators", "optimizer.module.rate.factor");
  }
}
