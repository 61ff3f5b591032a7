package io.headwater.model.internal.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Fills new parameters from a seed and their names, so that the values depend on neither threads
 * nor device nor the order of creation.
 */
public final class ParameterInitializer {
  private final long seed;

  /** Makes an initializer with one seed for all parameters. */
  public ParameterInitializer(long seed) {
    this.seed = seed;
  }

  /** Returns a new array with a parameter's initial values. */
  public NDArray create(NDManager manager, ParameterSpec spec) {
    // An array made from Java values stays in Java's memory. Its alignment may differ between runs,
    // and with it the last bit of a product; a duplicate lies in the engine's own memory.
    try (NDArray values = manager.create(values(spec), spec.shape())) {
      return values.duplicate();
    }
  }

  private float[] values(ParameterSpec spec) {
    Shape shape = spec.shape();
    float[] values = new float[Math.toIntExact(shape.size())];
    if (spec.initial() instanceof ParameterSpec.Initial.Constant constant) {
      Arrays.fill(values, constant.value());
    } else if (spec.initial() instanceof ParameterSpec.Initial.Values given) {
      for (int i = 0; i < values.length; i++) {
        values[i] = given.elements().get(i);
      }
    } else if (spec.initial() instanceof ParameterSpec.Initial.Normal normal) {
      fillNormal(FloatBuffer.wrap(values), normal.deviation(), spec.name());
    } else if (spec.initial() instanceof ParameterSpec.Initial.NormalRows rows) {
      int length = Math.toIntExact(shape.get(1));
      for (int i = 0; i < rows.names().size(); i++) {
        FloatBuffer row = FloatBuffer.wrap(values, i * length, length);
        fillNormal(row, rows.deviation(), spec.name() + "\n" + rows.names().get(i));
      }
    }
    return values;
  }

  /** Box-Muller on strict functions: the same bits on every machine and Java version. */
  private void fillNormal(FloatBuffer values, double deviation, String name) {
    SplittableRandom random = new SplittableRandom(seedOf(name));
    while (values.hasRemaining()) {
      double radius = deviation * Math.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
      double angle = 2 * Math.PI * random.nextDouble();
      values.put((float) (radius * StrictMath.cos(angle)));
      if (values.hasRemaining()) {
        values.put((float) (radius * StrictMath.sin(angle)));
      }
    }
  }

  /** FNV-1a of the name, mixed with the seed by SplittableRandom's own scrambling. */
  private long seedOf(String name) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < name.length(); i++) {
      hash = (hash ^ name.charAt(i)) * 0x100000001b3L;
    }
    return new SplittableRandom(seed).nextLong() ^ hash;
  }
}
