package io.headwater.model.internal.learning;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.headwater.model.internal.layout.OptimizerArrays.OptimizerCode;
import io.headwater.model.internal.layout.OptimizerArrays.OptimizerNumber;
import io.headwater.model.internal.layout.OptimizerArrays.OptimizerSetting;
import io.headwater.model.internal.layout.OptimizerArrays.Rule;
import io.headwater.model.internal.layout.OptimizerArrays.ScheduleFreeSlot;
import io.headwater.model.internal.layout.OptimizerArrays.StateSlot;
import io.headwater.model.internal.network.ParameterSpec;
import io.headwater.model.internal.network.Staging;
import io.headwater.model.learning.OptimizerSettings;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Reads by name what the programs are told of an optimizer. */
class UpdateRuleTest {
  @Test
  void shouldTellTheProgramsOnlyTheNumbersTheRuleHas() {
    OptimizerSettings settings = new OptimizerSettings.RmsProp(0.75, 0.125, 1e-6);
    Map<OptimizerNumber, Double> expected = new EnumMap<>(OptimizerNumber.class);
    for (OptimizerNumber name : OptimizerNumber.values()) {
      expected.put(name, 0.0);
    }
    expected.put(OptimizerNumber.RATE, 0.5);
    expected.put(OptimizerNumber.CLIP_NORM, 2.0);
    expected.put(OptimizerNumber.WEIGHT_DECAY, 0.125);
    expected.put(OptimizerNumber.EPSILON, 1e-6);
    expected.put(OptimizerNumber.SMOOTHING, 0.75);
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      ParameterState state = new ParameterState(manager, UpdateRule.of(settings), 1);
      for (boolean decays : new boolean[] {true, false, true}) {
        ParameterSpec.Initial zero = new ParameterSpec.Initial.Constant(0);
        state.add(
            new ParameterSpec("p" + state.size(), new Shape(1), zero, decays),
            manager.zeros(new Shape(1)));
      }
      NDList given = state.settings(0.5, new double[] {1, 1, 10}, 2, manager, new Staging());
      double[] numbers = OptimizerSetting.NUMBERS.in(given).toDoubleArray();
      long[] codes = OptimizerSetting.CODES.in(given).toLongArray();

      expected.forEach((name, value) -> assertThat(numbers[name.number()]).isEqualTo(value));
      assertThat(OptimizerSetting.RATE_FACTORS.in(given).toDoubleArray()).containsExactly(1, 1, 10);
      assertThat(codes[OptimizerCode.RULE.number()]).isEqualTo(Rule.RMSPROP.number());
      assertThat(codes[OptimizerCode.FIRST_TRAINED.number()]).isEqualTo(1);
      assertThat(Arrays.copyOfRange(codes, OptimizerCode.DECAYS.number(), codes.length))
          .containsExactly(1, 0, 1);
    }
  }

  @Test
  void shouldKeepTheSlotsOfTheRuleBehindTheCounters() {
    List<Slot> slots =
        UpdateRule.of(new OptimizerSettings.ScheduleFree(0.9, 0.99, 0, 1e-8, 10)).slots();
    int own = StateSlot.OF_RULE.number();

    assertThat(slots.get(StateSlot.UPDATES.number()).name()).isEqualTo("step");
    assertThat(slots.get(own + ScheduleFreeSlot.BASE_POINT.number()).name()).isEqualTo("z");
    assertThat(slots.get(own + ScheduleFreeSlot.GREATEST_RATE.number()).name()).isEqualTo("lr_max");
    assertThat(slots).hasSize(own + ScheduleFreeSlot.values().length);
    assertThat(UpdateRule.of(new OptimizerSettings.Sgd(0)).slots()).hasSize(own);
  }
}
