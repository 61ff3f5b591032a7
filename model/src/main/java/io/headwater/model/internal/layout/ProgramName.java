package io.headwater.model.internal.layout;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;

/** A number that Java and the program text call by the same name; implemented by enums. */
public interface ProgramName {

  /** Returns the constant's name. */
  String name();

  /** Returns the constant's place in its enum. */
  int ordinal();

  /** Returns the number the name stands for, by default the constant's place in its enum. */
  default int number() {
    return ordinal();
  }

  /** Returns the array at this position. */
  default NDArray in(NDList list) {
    return list.get(number());
  }
}
