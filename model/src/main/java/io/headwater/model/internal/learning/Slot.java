package io.headwater.model.internal.learning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/**
 * One of the arrays an optimizer keeps for each parameter.
 *
 * @param name prefix of the arrays' stored names
 * @param start its initial value
 */
record Slot(String name, Start start) {

  /** The initial value of a slot. */
  enum Start {
    /** One 0 for the whole parameter. */
    COUNTER,
    /** A 0 for each element. */
    ZEROS,
    /** A copy of the parameter. */
    PARAMETER
  }

  Shape shape(Shape parameter) {
    return start == Start.COUNTER ? new Shape() : parameter;
  }

  /** Returns the initial slot of a new parameter. */
  NDArray create(NDArray parameter, NDManager owner) {
    if (start == Start.PARAMETER) {
      NDArray copy = parameter.duplicate();
      copy.attach(owner);
      return copy;
    }
    return owner.zeros(shape(parameter.getShape()));
  }

  String stored(String parameter) {
    return name + "." + parameter;
  }
}
