package io.headwater.model.internal.program;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A TorchScript module; the only class that touches DJL's native utilities. */
public final class TorchScriptProgram implements Program {
  private final NDManager manager;
  private final PtSymbolBlock block;
  private final Object training = new Object();
  private final Map<String, NDArray> selectors = new HashMap<>(); // guarded by training

  private TorchScriptProgram(NDManager manager, PtSymbolBlock block) {
    this.manager = manager;
    this.block = block;
  }

  /**
   * Compiles a program.
   *
   * @param methods method definitions in TorchScript's serialised dialect, indented by two spaces
   * @param parent manager on whose device the program runs; must outlive it
   * @throws ai.djl.engine.EngineException if the text cannot be parsed
   */
  public static TorchScriptProgram compile(String methods, NDManager parent) {
    NDManager manager = parent.newSubManager();
    try {
      byte[] archive = ProgramArchive.of(methods);
      PtSymbolBlock block =
          JniUtils.loadModule(
              (PtNDManager) manager, new ByteArrayInputStream(archive), false, false);
      return new TorchScriptProgram(manager, block);
    } catch (IOException e) {
      manager.close();
      throw new UncheckedIOException(e); // memory only
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  @Override
  public NDList infer(String method, List<NDList> arguments, NDManager owner) {
    // Profiling and recompiling cost more than they gain on programs of varying shapes.
    JniUtils.setGraphExecutorOptimize(false); // thread-local
    List<IValue> values = new ArrayList<>(arguments.size());
    try {
      for (NDList argument : arguments) {
        values.add(
            IValue.listFrom(
                argument.stream().map(PtNDArray.class::cast).toArray(PtNDArray[]::new)));
      }
      try (IValue result = IValueUtils.runMethod(block, method, values.toArray(IValue[]::new))) {
        return result.toNDList((PtNDManager) owner);
      }
    } finally {
      values.forEach(IValue::close);
    }
  }

  @Override
  public NDList train(String method, List<NDList> arguments, NDManager owner) {
    // The only call that leaves autograd on takes one flat list, grouped by the arrays' names.
    synchronized (training) {
      NDList flat = new NDList();
      for (int i = 0; i < arguments.size(); i++) {
        for (NDArray array : arguments.get(i)) {
          array.setName("a" + i + "[]");
          flat.add(array);
        }
      }
      boolean gradients = JniUtils.isGradMode();
      flat.add(selectors.computeIfAbsent(method, this::selector));
      try {
        JniUtils.setGraphExecutorOptimize(false);
        JniUtils.setGradMode(true);
        NDList result = IValueUtils.forward(block, flat, true);
        result.attach(owner);
        return result;
      } finally {
        JniUtils.setGradMode(gradients); // thread-local, and left switched off by a failed program
      }
    }
  }

  /** Returns an array of which only the name counts: it selects the method. */
  private NDArray selector(String method) {
    NDArray selector = manager.create(0f);
    selector.setName("module_method:" + method);
    return selector;
  }

  @Override
  public void close() {
    block.close();
    manager.close();
  }
}
