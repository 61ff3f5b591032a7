package io.headwater.model.learning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;

/** Where the values of a trunk come from, one parameter at a time. */
@FunctionalInterface
public interface TrunkSource {
  /**
   * Returns a parameter in exported form, of any floating-point type.
   *
   * @param name its Hugging Face name
   * @param manager owner of the array, in host memory
   * @throws IOException if the parameter cannot be read
   */
  NDArray read(String name, NDManager manager) throws IOException;
}
