package io.headwater.model.internal.network;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.headwater.model.ModelConfig;
import java.util.stream.DoubleStream;

/** The shape and the numbers of a trunk, as the programs take them. */
public final class NetworkNumbers {
  private NetworkNumbers() {}

  /** Returns integers and reals, in host memory. */
  public static NDList of(ModelConfig config, NDManager host) {
    long[] shape = {
      config.layers(),
      config.heads(),
      config.keyValueHeads(),
      config.headSize(),
      config.tiedEmbedding() ? 1 : 0,
      TrunkLayout.layerSize(config)
    };
    double[] numbers =
        DoubleStream.concat(
                DoubleStream.of(
                    config.normEpsilon(), config.rotary().theta(), config.embeddingMultiplier()),
                DoubleStream.of(config.rotary().factors(config.headSize())))
            .toArray();
    return new NDList(host.create(shape), host.create(numbers));
  }
}
