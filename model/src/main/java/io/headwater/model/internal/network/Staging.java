package io.headwater.model.internal.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Makes arrays of Java's numbers through one native buffer; used by one thread at a time.
 *
 * <p>An array made without it keeps its own native buffer, which only a later garbage collection
 * frees. Among tensors that come and go with every step, such buffers fragment the native memory,
 * and the process grows without a leak.
 */
public final class Staging {
  private static final int FIRST_CAPACITY = 1 << 16;

  private ByteBuffer buffer = allocate(FIRST_CAPACITY);

  /** Returns a vector of 64-bit integers. */
  public NDArray longs(NDManager owner, long... values) {
    return longs(owner, values, new Shape(values.length));
  }

  /** Returns an array of 64-bit integers. */
  public NDArray longs(NDManager owner, long[] values, Shape shape) {
    room(values.length * Long.BYTES).asLongBuffer().put(values);
    return array(owner, shape, DataType.INT64, values.length * Long.BYTES);
  }

  /** Returns a vector of single precision. */
  public NDArray floats(NDManager owner, float... values) {
    return floats(owner, values, new Shape(values.length));
  }

  /** Returns an array of single precision. */
  public NDArray floats(NDManager owner, float[] values, Shape shape) {
    room(values.length * Float.BYTES).asFloatBuffer().put(values);
    return array(owner, shape, DataType.FLOAT32, values.length * Float.BYTES);
  }

  /** Returns a vector of double precision. */
  public NDArray doubles(NDManager owner, double... values) {
    room(values.length * Double.BYTES).asDoubleBuffer().put(values);
    return array(owner, new Shape(values.length), DataType.FLOAT64, values.length * Double.BYTES);
  }

  private ByteBuffer room(int bytes) {
    if (buffer.capacity() < bytes) {
      buffer = allocate(Math.max(bytes, 2 * buffer.capacity()));
    }
    return buffer;
  }

  private NDArray array(NDManager owner, Shape shape, DataType type, int bytes) {
    ByteBuffer content = buffer.duplicate().order(ByteOrder.nativeOrder()).limit(bytes);
    NDArray array = owner.create(content, shape, type);
    if (owner.getDevice().isGpu()) {
      return array; // a copy on the device
    }
    try (array) { // lies in the buffer itself
      return array.duplicate();
    }
  }

  private static ByteBuffer allocate(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }
}
