package io.headwater.model.internal.network;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.headwater.model.ModelConfig;
import io.headwater.model.Precision;
import java.util.stream.DoubleStream;

/** The shape and the numbers of a trunk, as the programs take them. */
public final class NetworkNumbers {
  /** Codes of the number types in TorchScript. */
  private static final int FLOAT32 = 6;

  private static final int BFLOAT16 = 15;

  private NetworkNumbers() {}

  /** Returns integers and reals, in host memory. */
  public static NDList of(
      ModelConfig config, Precision precision, NDManager host, Staging staging) {
    long[] shape = {
      config.layers(),
      config.heads(),
      config.keyValueHeads(),
      config.headSize(),
      config.tiedEmbedding() ? 1 : 0,
      TrunkLayout.layerSize(config),
      precision == Precision.BF16 ? BFLOAT16 : FLOAT32
    };
    double[] numbers =
        DoubleStream.concat(
                DoubleStream.of(
                    config.normEpsilon(), config.rotary().theta(), config.embeddingMultiplier()),
                DoubleStream.of(config.rotary().factors(config.headSize())))
            .toArray();
    return new NDList(staging.longs(host, shape), staging.doubles(host, numbers));
  }
}
