package io.headwater.model.internal.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.headwater.model.ModelConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The arrays of a trunk as its weights file has them. All families but GPT-2 store each parameter
 * by itself; GPT-2 stores the matrices of its layers transposed, and queries, keys and values in
 * one.
 */
public final class TrunkFile {
  private final Map<String, Stored> byName = new LinkedHashMap<>();

  /** Parameters that lie side by side in an array, along its last dimension. */
  private record Stored(String name, boolean transposed, List<ParameterSpec> parts) {

    boolean isParameter() {
      return !transposed && parts.size() == 1;
    }

    Shape shape() {
      long[] sizes = turned(parts.get(0)).getShape().clone();
      sizes[sizes.length - 1] = parts.stream().mapToLong(part -> turned(part).tail()).sum();
      return new Shape(sizes);
    }

    private Shape turned(ParameterSpec part) {
      Shape shape = part.shape();
      return transposed ? new Shape(shape.get(1), shape.get(0)) : shape;
    }

    NDArray joined(NDList trunk, NDManager owner) {
      NDList turned = new NDList();
      for (ParameterSpec part : parts) {
        NDArray array = trunk.get(part.name());
        turned.add(transposed ? array.transpose() : array);
      }
      NDArray joined = NDArrays.concat(turned, -1);
      joined.setName(name);
      joined.attach(owner);
      if (transposed) {
        turned.close();
      }
      return joined;
    }

    NDArray part(String parameter, NDArray array) {
      long start = 0;
      for (ParameterSpec part : parts) {
        long end = start + turned(part).tail();
        if (part.name().equals(parameter)) {
          return copied(part, array.get(new NDIndex("..., {}:{}", start, end)));
        }
        start = end;
      }
      throw new IllegalArgumentException(name + " has no part " + parameter);
    }

    private NDArray copied(ParameterSpec part, NDArray view) {
      try (view;
          NDArray turned = transposed ? view.transpose() : view.duplicate();
          NDArray ordered = turned.flatten()) { // a transpose's elements lie in another order
        NDArray copy = ordered.reshape(part.shape());
        copy.setName(part.name());
        return copy;
      }
    }
  }

  /** Makes the arrays of a trunk of a shape. */
  public TrunkFile(ModelConfig config) {
    TrunkNames names = TrunkNames.of(config.family());
    for (ParameterSpec spec : TrunkLayout.of(config)) {
      boolean matrix = spec.shape().dimension() == 2;
      boolean transposed = matrix && names.transposedInFile(spec.name());
      String name = names.inFile(spec.name());
      byName
          .computeIfAbsent(name, array -> new Stored(array, transposed, new ArrayList<>()))
          .parts()
          .add(spec);
    }
  }

  /** Returns the shapes of the arrays by their names, in the order of their parameters. */
  public Map<String, Shape> shapes() {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    byName.forEach((name, stored) -> shapes.put(name, stored.shape()));
    return shapes;
  }

  /** Returns the name of the array that a parameter lies in. */
  public String holder(String parameter) {
    return holding(parameter).name();
  }

  /**
   * Returns a parameter from the array that it lies in: that array itself, or a new one of its
   * manager.
   */
  public NDArray parameter(String name, NDArray array) {
    Stored stored = holding(name);
    return stored.isParameter() ? array : stored.part(name, array);
  }

  private Stored holding(String parameter) {
    return byName.values().stream()
        .filter(stored -> stored.parts().stream().anyMatch(part -> part.name().equals(parameter)))
        .findFirst()
        .orElseThrow();
  }

  /**
   * Returns the arrays that parameters are stored in: the parameters themselves where each is
   * stored by itself, else new arrays.
   *
   * @param scratch owner of what is new
   */
  public NDList arrays(NDList trunk, NDManager scratch) {
    NDList arrays = new NDList();
    for (Stored stored : byName.values()) {
      if (stored.isParameter()) {
        arrays.add(trunk.get(stored.name()));
      } else {
        arrays.add(stored.joined(trunk, scratch));
      }
    }
    return arrays;
  }

  /**
   * Returns the parameters in arrays of the file, which are closed where they are not their own.
   */
  public NDList parameters(NDList arrays) {
    NDList trunk = new NDList();
    for (Stored stored : byName.values()) {
      NDArray array = arrays.get(stored.name());
      for (ParameterSpec part : stored.parts()) {
        trunk.add(parameter(part.name(), array));
      }
      if (!stored.isParameter()) {
        array.close();
      }
    }
    return trunk;
  }
}
