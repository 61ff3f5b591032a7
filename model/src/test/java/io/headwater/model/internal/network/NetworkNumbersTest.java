package io.headwater.model.internal.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.headwater.model.ModelConfig;
import io.headwater.model.Precision;
import io.headwater.model.TestModels;
import io.headwater.model.internal.layout.TrunkArrays.CallSetting;
import io.headwater.model.internal.layout.TrunkArrays.LayerParameter;
import io.headwater.model.internal.layout.TrunkArrays.ScalarType;
import io.headwater.model.internal.layout.TrunkArrays.TrunkNumber;
import io.headwater.model.internal.layout.TrunkArrays.TrunkParameter;
import io.headwater.model.internal.layout.TrunkArrays.TrunkShape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NetworkNumbersTest {
  static List<ModelConfig> shapes() {
    List<ModelConfig> shapes = new ArrayList<>(TestModels.foreign());
    shapes.add(TestModels.config(false, 64));
    shapes.add(TestModels.config(true, 16));
    return shapes;
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void shouldTellThePrograms(ModelConfig config) {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      NDList settings =
          NetworkNumbers.of(config, Precision.BF16, new long[] {7}, manager, new Staging());
      long[] integers = CallSetting.SHAPE.in(settings).toLongArray();
      double[] reals = CallSetting.NUMBERS.in(settings).toDoubleArray();
      ToLongFunction<TrunkShape> shape = name -> integers[name.number()];
      ToDoubleFunction<TrunkNumber> number = name -> reals[name.number()];

      assertThat(CallSetting.CALL.in(settings).toLongArray()).containsExactly(7);
      assertThat(shape.applyAsLong(TrunkShape.LAYERS)).isEqualTo(config.layers());
      assertThat(shape.applyAsLong(TrunkShape.HEADS)).isEqualTo(config.heads());
      assertThat(shape.applyAsLong(TrunkShape.KEY_VALUE_HEADS)).isEqualTo(config.keyValueHeads());
      assertThat(shape.applyAsLong(TrunkShape.HEAD_SIZE)).isEqualTo(config.headSize());
      assertThat(integers[TrunkShape.PARAMETERS.number() + TrunkParameter.OUTPUT.number()])
          .isEqualTo(config.tiedEmbedding() ? 0 : TrunkLayout.of(config).size() - 1);
      assertThat(shape.applyAsLong(TrunkShape.NUMBER_TYPE)).isEqualTo(ScalarType.BFLOAT16.number());
      assertThat(number.applyAsDouble(TrunkNumber.NORM_EPSILON)).isEqualTo(config.normEpsilon());
      assertThat(number.applyAsDouble(TrunkNumber.ROTARY_THETA))
          .isEqualTo(config.rotary().orElseThrow().theta());
      assertThat(number.applyAsDouble(TrunkNumber.EMBEDDING_MULTIPLIER))
          .isEqualTo(config.embeddingMultiplier());
      assertThat(Arrays.copyOfRange(reals, TrunkNumber.ROTARY_FACTORS.number(), reals.length))
          .isEqualTo(config.rotary().orElseThrow().factors(config.headSize()));
    }
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void shouldFindTheParametersOfALayerWhereTheShapeSaysTheyAre(ModelConfig config) {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      NDList settings = NetworkNumbers.of(config, Precision.FP32, manager, new Staging());
      long[] shape = CallSetting.SHAPE.in(settings).toLongArray();
      int first = (int) shape[TrunkShape.FIRST_LAYER.number()];
      int size = (int) shape[TrunkShape.LAYER_SIZE.number()];
      ToIntFunction<LayerParameter> place =
          name -> (int) shape[TrunkShape.LAYER_PARAMETERS.number() + name.number()];
      List<ParameterSpec> specs = TrunkLayout.of(config);

      assertThat(specs.get(TrunkParameter.EMBEDDING.number()).name())
          .isEqualTo("model.embed_tokens.weight");
      for (int layer = 0; layer < config.layers(); layer++) {
        int start = first + layer * size;
        String at = "model.layers." + layer + ".";
        assertThat(specs.get(start + place.applyAsInt(LayerParameter.ATTENTION_NORM)).name())
            .isEqualTo(at + "input_layernorm.weight");
        assertThat(specs.get(start + place.applyAsInt(LayerParameter.OUTPUT)).name())
            .isEqualTo(at + "self_attn.o_proj.weight");
        assertThat(specs.get(start + place.applyAsInt(LayerParameter.DOWN)).name())
            .isEqualTo(at + "mlp.down_proj.weight");
      }
    }
  }

  @Test
  void shouldShareTheArraysOfTheTrunkWithAnotherCall() {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      NDList settings =
          NetworkNumbers.of(
              TestModels.config(false, 1), Precision.FP32, new long[] {7}, manager, new Staging());
      NDArray call = manager.create(new long[] {8, 9});
      NDList other = NetworkNumbers.withCall(settings, call);

      assertThat(CallSetting.SHAPE.in(other)).isSameAs(CallSetting.SHAPE.in(settings));
      assertThat(CallSetting.NUMBERS.in(other)).isSameAs(CallSetting.NUMBERS.in(settings));
      assertThat(CallSetting.CALL.in(other)).isSameAs(call);
    }
  }
}
