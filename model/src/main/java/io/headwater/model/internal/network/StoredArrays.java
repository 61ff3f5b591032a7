package io.headwater.model.internal.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.HashMap;
import java.util.Map;

/** Arrays by their stored names. */
public final class StoredArrays {
  private final Map<String, NDArray> byName = new HashMap<>();

  /** Indexes lists by the names of their arrays. */
  public StoredArrays(NDList... lists) {
    for (NDList list : lists) {
      for (NDArray array : list) {
        byName.put(array.getName(), array);
      }
    }
  }

  /** Returns whether there is an array of a name. */
  public boolean has(String name) {
    return byName.containsKey(name);
  }

  /**
   * Returns an array, not a copy of it.
   *
   * @throws IllegalArgumentException if it is missing
   */
  public NDArray get(String name) {
    NDArray stored = byName.get(name);
    if (stored == null) {
      throw new IllegalArgumentException("The array " + name + " is missing");
    }
    return stored;
  }

  /**
   * Returns a copy of an array, fp32, owned by a manager and on its device.
   *
   * @throws IllegalArgumentException if it is missing or of another shape
   */
  public NDArray copy(String name, Shape shape, NDManager owner) {
    NDArray stored = get(name);
    if (!stored.getShape().equals(shape)) {
      throw new IllegalArgumentException(
          "The array " + name + " has shape " + stored.getShape() + " but must have " + shape);
    }
    return copy(stored, owner);
  }

  /** Returns a copy of an array, fp32, owned by a manager and on its device. */
  public static NDArray copy(NDArray array, NDManager owner) {
    // Within one device, toDevice shares the memory even if it is told to copy.
    boolean here = array.getDevice().equals(owner.getDevice());
    NDArray moved = here ? array.duplicate() : array.toDevice(owner.getDevice(), true);
    moved.attach(owner);
    if (moved.getDataType() == DataType.FLOAT32) {
      return moved;
    }
    NDArray converted = moved.toType(DataType.FLOAT32, true);
    converted.attach(owner);
    moved.close();
    return converted;
  }
}
