package io.headwater.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.headwater.model.LoraConfig;
import io.headwater.model.LoraConfig.Target;
import io.headwater.model.TrunkTraining;
import io.headwater.trainer.internal.fake.Samples;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrunkConfigTest {
  @Test
  void shouldTrainAllOfTheTrunkUnlessToldOtherwise() {
    assertThat(encoder(Map.of()).training()).isEqualTo(new TrunkTraining.Full(false));
    assertThat(encoder(Map.of()).heeded())
        .isEqualTo(Map.of("trainer.trunk", "full", "trainer.trunk.embeddings", "trained"));
    assertThat(encoder(Map.of("trainer.trunk.embeddings", "held")).training())
        .isEqualTo(new TrunkTraining.Full(true));
    assertThat(encoder(Map.of("trainer.trunk", "frozen")).training())
        .isEqualTo(new TrunkTraining.Frozen());
  }

  @Test
  void shouldPutAdaptersBesideAllWeightsTheFamilyHasOrThoseNamed() {
    TrunkConfig usual = encoder(Map.of("trainer.trunk", "adapters"));
    EnumSet<Target> all = EnumSet.complementOf(EnumSet.of(Target.GATE));
    assertThat(usual.training()).isEqualTo(new TrunkTraining.Adapters(new LoraConfig(8, 16, all)));
    assertThat(usual.heeded())
        .containsEntry("trainer.adapters.rank", "8")
        .containsEntry("trainer.adapters.targets", "query,key,value,output,up,down");

    TrunkConfig given =
        encoder(
            Map.of(
                "trainer.trunk", "adapters",
                "trainer.adapters.rank", "4",
                "trainer.adapters.alpha", "2.5",
                "trainer.adapters.targets", "value,query"));
    assertThat(given.training())
        .isEqualTo(
            new TrunkTraining.Adapters(
                new LoraConfig(4, 2.5, EnumSet.of(Target.QUERY, Target.VALUE))));
  }

  @ParameterizedTest
  @CsvSource({"full, 1e-4, 10", "adapters, 1e-3, 1", "frozen, 3e-3, 1"})
  void shouldChooseRatesThatSuitWhatIsTrained(String trunk, double rate, double modules) {
    OptimizerConfig optimizer =
        new TrainerConfig(Map.of("trainer.trunk", trunk)).optimizer(Samples.encoder());
    assertThat(optimizer.schedule().rate(40)).isCloseTo(rate, within(1e-12));
    assertThat(optimizer.rateFactors().modules()).isEqualTo(modules);
    assertThat(optimizer.rateFactors().layers()).isEqualTo(1);
  }

  @Test
  void shouldRefuseAdaptersOfWeightsThatTheFamilyLacks() {
    assertThatThrownBy(
            () ->
                encoder(Map.of("trainer.trunk", "adapters", "trainer.adapters.targets", "gate,up")))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "trainer.adapters.targets is gate,up but must be some of query, key, value, output, up,"
                + " down for a model of the type \"bert\", or all");
  }

  @ParameterizedTest
  @CsvSource({
    "trainer.trunk, some, full",
    "trainer.trunk.embeddings, frozen, held",
    "trainer.adapters.rank, 0, at least 1",
    "trainer.adapters.alpha, 0, at least",
    "trainer.adapters.targets, mlp, query",
    "trainer.adapters.targets, 'all,query', all or some",
    "trainer.optimizer.layer.rate.factor, 1.5, no more than 1"
  })
  void shouldNameKeyValueAndWhatIsAllowed(String key, String value, String allowed) {
    assertThatThrownBy(() -> new TrainerConfig(Map.of(key, value)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContainingAll(key, allowed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gradnorm", "pcgrad", "cosine"})
  void shouldNotCompareGradientsThatAFrozenTrunkDoesNotHave(String strategy) {
    assertThatThrownBy(
            () ->
                new TrainerConfig(
                    Map.of("trainer.trunk", "frozen", "trainer.weighting.strategy", strategy)))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "trainer.weighting.strategy is "
                + strategy
                + " but must be another strategy if trainer.trunk is frozen, which leaves no"
                + " gradients to compare");
  }

  private static TrunkConfig encoder(Map<String, String> settings) {
    return new TrainerConfig(new HashMap<>(settings)).trunk(Samples.encoder());
  }
}
