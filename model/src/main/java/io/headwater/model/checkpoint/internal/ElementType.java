package io.headwater.model.checkpoint.internal;

import ai.djl.ndarray.types.DataType;
import java.util.Arrays;
import java.util.Optional;

/** Element types of safetensors that can be read or written. */
enum ElementType {
  F64(8, DataType.FLOAT64),
  F32(4, DataType.FLOAT32),
  F16(2, DataType.FLOAT16),
  /** Read as FLOAT32, without loss, because DJL cannot make arrays of this type. */
  BF16(2, DataType.FLOAT32),
  I64(8, DataType.INT64),
  I32(4, DataType.INT32),
  I8(1, DataType.INT8),
  U8(1, DataType.UINT8),
  BOOL(1, DataType.BOOLEAN);

  private final int bytes;
  private final DataType arrayType;

  ElementType(int bytes, DataType arrayType) {
    this.bytes = bytes;
    this.arrayType = arrayType;
  }

  /** Returns the bytes an element takes in the file. */
  int bytes() {
    return bytes;
  }

  /** Returns the type of the array it is read into. */
  DataType arrayType() {
    return arrayType;
  }

  static Optional<ElementType> named(String name) {
    return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst();
  }

  /** Returns the type that holds arrays of {@code type} exactly. */
  static ElementType of(DataType type) {
    return Arrays.stream(values())
        .filter(candidate -> candidate.arrayType == type)
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("arrays of type " + type + " cannot be stored"));
  }
}
