package io.headwater.model.internal.program;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.List;

/**
 * A compiled program: named methods that take lists of arrays and return a list of arrays.
 *
 * <p>The results belong to the manager given to the call; the arguments keep theirs.
 */
public interface Program extends AutoCloseable {

  /**
   * Runs a method that takes no gradients. Any number of threads may do so at once.
   *
   * @param method name of the method
   * @param arguments one list, not empty, for each parameter of the method
   * @param owner manager of the results
   * @throws ai.djl.engine.EngineException if the method fails
   */
  NDList infer(String method, List<NDList> arguments, NDManager owner);

  /**
   * Runs a method that takes gradients. Calls are run one after another.
   *
   * @param method name of the method
   * @param arguments one list, not empty, for each parameter of the method; their arrays' names are
   *     overwritten
   * @param owner manager of the results
   * @throws ai.djl.engine.EngineException if the method fails
   */
  NDList train(String method, List<NDList> arguments, NDManager owner);

  @Override
  void close();
}
