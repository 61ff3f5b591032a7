package io.headwater.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.headwater.model.learning.OptimizerSettings;
import io.headwater.model.learning.OptimizerSettings.Adagrad;
import io.headwater.model.learning.OptimizerSettings.Adam;
import io.headwater.model.learning.OptimizerSettings.AdamW;
import io.headwater.model.learning.OptimizerSettings.Adaptive;
import io.headwater.model.learning.OptimizerSettings.Momentum;
import io.headwater.model.learning.OptimizerSettings.RmsProp;
import io.headwater.model.learning.OptimizerSettings.ScheduleFree;
import io.headwater.model.learning.OptimizerSettings.Sgd;
import io.headwater.trainer.internal.fake.Samples;
import io.headwater.trainer.internal.schedule.LearningRateSchedule;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptimizerConfigTest {
  @Test
  void shouldGiveEachOptimizerItsUsualNumbers() {
    for (OptimizerSettings usual :
        new OptimizerSettings[] {
          AdamW.DEFAULT,
          Sgd.DEFAULT,
          Momentum.DEFAULT,
          Adagrad.DEFAULT,
          RmsProp.DEFAULT,
          Adam.DEFAULT,
          Adaptive.DEFAULT,
          ScheduleFree.DEFAULT
        }) {
      assertThat(of(Map.of("trainer.optimizer", usual.name())).settings()).isEqualTo(usual);
    }
    assertThat(of(Map.of()).settings()).isEqualTo(AdamW.DEFAULT);
  }

  @Test
  void shouldTakeWhatIsSet() {
    OptimizerConfig config =
        of(
            Map.of(
                "trainer.optimizer", "schedule-free",
                "trainer.optimizer.beta1", "0.8",
                "trainer.optimizer.beta2", "0.95",
                "trainer.optimizer.weight.decay", "0.1",
                "trainer.optimizer.epsilon", "1e-6",
                "trainer.optimizer.schedule.free.horizon", "50"));
    assertThat(config.settings()).isEqualTo(new ScheduleFree(0.8, 0.95, 0.1, 1e-6, 50));
  }

  @ParameterizedTest
  @CsvSource({
    "adamw, 0.002",
    "sgd, 0.3",
    "momentum, 0.03",
    "adagrad, 0.02",
    "rmsprop, 0.001",
    "adam, 0.002",
    "schedule-free, 0.004"
  })
  void shouldHaveARateForEachOptimizer(String optimizer, double rate) {
    LearningRateSchedule usual = of(Map.of("trainer.optimizer", optimizer)).schedule();
    assertThat(usual.rate(20)).isEqualTo(rate / 2);
    assertThat(usual.rate(1_000_000)).isEqualTo(rate);
    Map<String, String> set =
        Map.of("trainer.optimizer", optimizer, "trainer.optimizer.learning.rate", "0.5");
    assertThat(of(set).schedule().rate(40)).isEqualTo(0.5);
  }

  @Test
  void shouldLetAdaptivesRateDecay() {
    Map<String, String> settings =
        Map.of(
            "trainer.optimizer", "adaptive",
            "trainer.optimizer.learning.rate", "0.5",
            "trainer.optimizer.warmup.steps", "0",
            "trainer.optimizer.adaptive.rate.decay", "0.9");
    LearningRateSchedule schedule = of(settings).schedule();
    assertThat(schedule.rate(1)).isCloseTo(0.45, within(1e-15));
    assertThat(schedule.rate(3)).isCloseTo(0.5 * 0.729, within(1e-15));
  }

  @Test
  void shouldTellTheNumbersTheOptimizerHeeds() {
    assertThat(
            of(Map.of("trainer.optimizer", "momentum", "trainer.optimizer.beta1", "0.5")).heeded())
        .isEqualTo(
            Map.of(
                "trainer.optimizer", "momentum",
                "trainer.optimizer.learning.rate", "0.03",
                "trainer.optimizer.module.rate.factor", "1.0",
                "trainer.optimizer.layer.rate.factor", "1.0",
                "trainer.optimizer.warmup.steps", "40",
                "trainer.optimizer.clip.norm", "1.0",
                "trainer.optimizer.momentum", "0.9",
                "trainer.optimizer.momentum.nesterov", "false",
                "trainer.optimizer.weight.decay", "0.0"));
    assertThat(of(Map.of()).heeded())
        .containsEntry("trainer.optimizer.learning.rate", "0.002")
        .containsEntry("trainer.optimizer.beta2", "0.98")
        .containsEntry("trainer.optimizer.weight.decay", "0.01");
  }

  @Test
  void shouldTakeLowerRatesForAnEncoderAndHigherOnesForItsModules() {
    OptimizerConfig usual = encoder(Map.of());
    assertThat(usual.schedule().rate(40)).isCloseTo(1e-4, within(1e-18));
    assertThat(usual.rateFactors().modules()).isEqualTo(10);
    assertThat(usual.heeded())
        .containsEntry("trainer.optimizer.learning.rate", "1.0E-4")
        .containsEntry("trainer.optimizer.module.rate.factor", "10.0");
    assertThat(of(Map.of()).rateFactors().modules()).isEqualTo(1);

    OptimizerConfig given =
        encoder(
            Map.of(
                "trainer.optimizer.learning.rate", "0.5",
                "trainer.optimizer.module.rate.factor", "3"));
    assertThat(given.schedule().rate(40)).isEqualTo(0.5);
    assertThat(given.rateFactors().modules()).isEqualTo(3);
  }

  private static OptimizerConfig encoder(Map<String, String> settings) {
    return new TrainerConfig(new HashMap<>(settings)).optimizer(Samples.encoder());
  }

  @ParameterizedTest
  @CsvSource({
    "trainer.optimizer, lion, schedule-free",
    "trainer.optimizer.learning.rate, 11, no more than 10",
    "trainer.optimizer.beta2, 1, no more than",
    "trainer.optimizer.adaptive.rate.decay, 0, at least",
    "trainer.optimizer.schedule.free.horizon, 0, at least 1"
  })
  void shouldNameKeyValueAndWhatIsAllowed(String key, String value, String allowed) {
    assertThatThrownBy(() -> of(Map.of(key, value)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContainingAll(key, value, allowed);
  }

  private static OptimizerConfig of(Map<String, String> settings) {
    return new TrainerConfig(new HashMap<>(settings)).optimizer();
  }
}
