package io.headwater.model.internal.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.headwater.model.internal.layout.BatchArrays.Packed;
import io.headwater.model.internal.layout.OptimizerArrays.OptimizerNumber;
import io.headwater.model.internal.layout.TrainingArrays.BackwardCall;
import io.headwater.model.internal.layout.TrunkArrays.ScalarType;
import io.headwater.model.internal.layout.TrunkArrays.TrunkNumber;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class LayoutTest {
  @Property
  void shouldGiveBackByNameTheIntegersThatWereFilledIn(@ForAll @Size(4) List<Long> values) {
    Map<BackwardCall, Long> given = given(BackwardCall.class, values);
    long[] filled = Layout.longs(BackwardCall.class, given::get);

    assertThat(filled).hasSize(given.size());
    given.forEach((name, value) -> assertThat(filled[name.number()]).isEqualTo(value));
  }

  @Property
  void shouldGiveBackByNameTheRealsThatWereFilledIn(@ForAll @Size(10) List<Double> values) {
    Map<OptimizerNumber, Double> given = given(OptimizerNumber.class, values);
    double[] filled = Layout.doubles(OptimizerNumber.class, given::get);

    assertThat(filled).hasSize(given.size());
    given.forEach((name, value) -> assertThat(filled[name.number()]).isEqualTo(value));
  }

  @Test
  void shouldGiveBackByNameTheArraysThatWereFilledIn() {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      List<NDArray> arrays = Stream.generate(() -> manager.create(1f)).limit(7).toList();
      Map<Packed, NDArray> given = given(Packed.class, arrays);
      NDList filled = Layout.arrays(Packed.class, given::get);

      assertThat(filled).hasSize(given.size());
      given.forEach((name, array) -> assertThat(name.in(filled)).isSameAs(array));
    }
  }

  @Property
  void shouldLetTheLastNameBeginARun(@ForAll double epsilon, @ForAll List<Double> factors) {
    List<Double> filled =
        Layout.withRun(
            TrunkNumber.class,
            name -> name == TrunkNumber.ROTARY_FACTORS ? factors : List.of(epsilon));

    int run = TrunkNumber.ROTARY_FACTORS.number();
    assertThat(filled.get(TrunkNumber.NORM_EPSILON.number())).isEqualTo(epsilon);
    assertThat(filled.subList(run, filled.size())).isEqualTo(factors);
  }

  @Test
  void shouldRefuseARunThatWouldMoveTheNamesBehindIt() {
    assertThatThrownBy(
            () ->
                Layout.withRun(
                    TrunkNumber.class,
                    name -> name == TrunkNumber.NORM_EPSILON ? List.of(1, 2) : List.of(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("TrunkNumber.ROTARY_THETA would be at position 2 but must be at 1");
  }

  @Test
  void shouldNumberScalarTypesAsTheEngineDoes() {
    assertThat(
            Stream.of(ScalarType.values())
                .collect(Collectors.toMap(ScalarType::name, ScalarType::number)))
        .containsEntry("INT64", 4)
        .containsEntry("FLOAT32", 6)
        .containsEntry("FLOAT64", 7)
        .containsEntry("BFLOAT16", 15)
        .hasSize(4);
  }

  /** Gives every constant a value. */
  private static <K extends Enum<K>, V> Map<K, V> given(Class<K> names, List<V> values) {
    assertThat(values).hasSameSizeAs(names.getEnumConstants());
    Map<K, V> given = new EnumMap<>(names);
    for (K name : names.getEnumConstants()) {
      given.put(name, values.get(given.size()));
    }
    return given;
  }
}
