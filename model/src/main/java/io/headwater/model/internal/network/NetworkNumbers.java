package io.headwater.model.internal.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.headwater.model.ModelConfig;
import io.headwater.model.Precision;
import io.headwater.model.internal.layout.Layout;
import io.headwater.model.internal.layout.TrunkArrays.CallSetting;
import io.headwater.model.internal.layout.TrunkArrays.ScalarType;
import io.headwater.model.internal.layout.TrunkArrays.TrunkNumber;
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
    return settings(config, precision, host, staging, List.of());
  }

  /**
   * Returns the arrays of {@link CallSetting}, in host memory, for a method with its own integers.
   */
  public static NDList of(
      ModelConfig config, Precision precision, long[] call, NDManager host, Staging staging) {
    return settings(config, precision, host, staging, List.of(staging.longs(host, call)));
  }

  /** Returns the settings of another call; both share the arrays of the trunk. */
  public static NDList withCall(NDList settings, NDArray call) {
    return Layout.arrays(
        CallSetting.class, setting -> setting == CallSetting.CALL ? call : setting.in(settings));
  }

  private static NDList settings(
      ModelConfig config,
      Precision precision,
      NDManager host,
      Staging staging,
      List<NDArray> call) {
    return new NDList(
        Layout.withRun(
            CallSetting.class,
            setting ->
                switch (setting) {
                  case SHAPE -> List.of(staging.longs(host, shape(config, precision)));
                  case NUMBERS -> List.of(staging.doubles(host, numbers(config)));
                  case CALL -> call;
                }));
  }

  private static long[] shape(ModelConfig config, Precision precision) {
    return Layout.longs(
        TrunkShape.class,
        name ->
            switch (name) {
              case LAYERS -> config.layers();
              case HEADS -> config.heads();
              case KEY_VALUE_HEADS -> config.keyValueHeads();
              case HEAD_SIZE -> config.headSize();
              case TIED -> config.tiedEmbedding() ? 1 : 0;
              case LAYER_SIZE -> TrunkLayout.layer(config.attentionBias()).size();
              case NUMBER_TYPE -> type(precision).number();
            });
  }

  private static double[] numbers(ModelConfig config) {
    return Layout.withRun(
            TrunkNumber.class,
            name ->
                switch (name) {
                  case NORM_EPSILON -> List.of(config.normEpsilon());
                  case ROTARY_THETA -> List.of(config.rotary().theta());
                  case EMBEDDING_MULTIPLIER -> List.of((double) config.embeddingMultiplier());
                  case ROTARY_FACTORS ->
                      DoubleStream.of(config.rotary().factors(config.headSize())).boxed().toList();
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
}
