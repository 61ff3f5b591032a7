package io.headwater.model.internal.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.headwater.model.ModelConfig;
import io.headwater.model.Precision;
import io.headwater.model.RotaryPositions;
import io.headwater.model.TrunkParts;
import io.headwater.model.TrunkParts.Part;
import io.headwater.model.internal.layout.Layout;
import io.headwater.model.internal.layout.TrunkArrays.ActivationKind;
import io.headwater.model.internal.layout.TrunkArrays.CallSetting;
import io.headwater.model.internal.layout.TrunkArrays.LayerParameter;
import io.headwater.model.internal.layout.TrunkArrays.NormKind;
import io.headwater.model.internal.layout.TrunkArrays.NormPlace;
import io.headwater.model.internal.layout.TrunkArrays.ReadState;
import io.headwater.model.internal.layout.TrunkArrays.ScalarType;
import io.headwater.model.internal.layout.TrunkArrays.TrunkNumber;
import io.headwater.model.internal.layout.TrunkArrays.TrunkParameter;
import io.headwater.model.internal.layout.TrunkArrays.TrunkShape;
import java.util.List;
import java.util.stream.DoubleStream;

/** The settings of a call: shape and numbers of the trunk, and the integers of the method. */
public final class NetworkNumbers {
  private NetworkNumbers() {}

  /**
   * Returns the arrays of {@link CallSetting}, in host memory, for a method without its own
   * integers.
   */
  public static NDList of(
      ModelConfig config, Precision precision, NDManager host, Staging staging) {
    return settings(new TrunkLayout(config), precision, host, staging, List.of());
  }

  /**
   * Returns the arrays of {@link CallSetting}, in host memory, for a method with its own integers.
   */
  public static NDList of(
      ModelConfig config, Precision precision, long[] call, NDManager host, Staging staging) {
    return of(new TrunkLayout(config), precision, call, host, staging);
  }

  /**
   * Returns the arrays of {@link CallSetting}, in host memory, of a trunk that may have adapters.
   */
  public static NDList of(
      TrunkLayout layout, Precision precision, long[] call, NDManager host, Staging staging) {
    return settings(layout, precision, host, staging, List.of(staging.longs(host, call)));
  }

  /** Returns the settings of another call; both share the arrays of the trunk. */
  public static NDList withCall(NDList settings, NDArray call) {
    return Layout.arrays(
        CallSetting.class, setting -> setting == CallSetting.CALL ? call : setting.in(settings));
  }

  private static NDList settings(
      TrunkLayout layout,
      Precision precision,
      NDManager host,
      Staging staging,
      List<NDArray> call) {
    return new NDList(
        Layout.withRun(
            CallSetting.class,
            setting ->
                switch (setting) {
                  case SHAPE -> List.of(staging.longs(host, shape(layout, precision)));
                  case NUMBERS -> List.of(staging.doubles(host, numbers(layout)));
                  case CALL -> call;
                }));
  }

  private static long[] shape(TrunkLayout layout, Precision precision) {
    ModelConfig config = layout.config();
    TrunkParts parts = config.family().parts();
    return Layout.withRun(
            TrunkShape.class,
            name ->
                switch (name) {
                  case LAYERS -> one(config.layers());
                  case HEADS -> one(config.heads());
                  case KEY_VALUE_HEADS -> one(config.keyValueHeads());
                  case HEAD_SIZE -> one(config.headSize());
                  case FIRST_LAYER -> one(layout.firstLayer());
                  case LAYER_SIZE -> one(layout.layerSize());
                  case NUMBER_TYPE -> one(type(precision).number());
                  case NORM -> one(norm(parts).number());
                  case NORM_PLACE -> one(place(parts).number());
                  case ACTIVATION -> one(activation(config).number());
                  case ROTARY -> one(parts.has(Part.ROTARY) ? 1 : 0);
                  case CAUSAL -> one(parts.has(Part.CAUSAL) ? 1 : 0);
                  case READ -> one(read(config).number());
                  case FIRST_TRAINED -> one(layout.firstTrained());
                  case FIRST_ADAPTER -> one(layout.firstAdapter());
                  case LAYER_ADAPTERS -> one(layout.layerAdapters());
                  case PARAMETERS -> Layout.list(TrunkParameter.class, layout::index);
                  case LAYER_PARAMETERS -> Layout.list(LayerParameter.class, layout::place);
                  case ADAPTERS -> Layout.list(LayerParameter.class, layout::adapter);
                })
        .stream()
        .mapToLong(Integer::longValue)
        .toArray();
  }

  private static List<Integer> one(int value) {
    return List.of(value);
  }

  private static double[] numbers(TrunkLayout layout) {
    ModelConfig config = layout.config();
    return Layout.withRun(
            TrunkNumber.class,
            name ->
                switch (name) {
                  case NORM_EPSILON -> List.of(config.normEpsilon());
                  case ROTARY_THETA ->
                      List.of(config.rotary().map(RotaryPositions::theta).orElse(0.0));
                  case EMBEDDING_MULTIPLIER -> List.of((double) config.embeddingMultiplier());
                  case ADAPTER_FACTOR -> List.of(layout.adapterFactor());
                  case ROTARY_FACTORS ->
                      config.rotary().stream()
                          .flatMapToDouble(
                              rotary -> DoubleStream.of(rotary.factors(config.headSize())))
                          .boxed()
                          .toList();
                })
        .stream()
        .mapToDouble(Double::doubleValue)
        .toArray();
  }

  private static ScalarType type(Precision precision) {
    return switch (precision) {
      case FP32 -> ScalarType.FLOAT32;
      case BF16 -> ScalarType.BFLOAT16;
    };
  }

  private static NormKind norm(TrunkParts parts) {
    return switch (parts.norm()) {
      case RMS -> NormKind.RMS;
      case LAYER -> NormKind.LAYER;
    };
  }

  private static NormPlace place(TrunkParts parts) {
    return switch (parts.normPlace()) {
      case BEFORE -> NormPlace.BEFORE;
      case AFTER -> NormPlace.AFTER;
    };
  }

  private static ActivationKind activation(ModelConfig config) {
    return switch (config.activation()) {
      case SILU -> ActivationKind.SILU;
      case GELU -> ActivationKind.GELU;
      case GELU_TANH -> ActivationKind.GELU_TANH;
    };
  }

  private static ReadState read(ModelConfig config) {
    if (config.family().isCausal()) {
      return ReadState.TOKENS;
    }
    return switch (config.pooling()) {
      case MEAN -> ReadState.MEAN;
      case FIRST -> ReadState.FIRST;
      case LAST -> ReadState.LAST;
    };
  }
}
