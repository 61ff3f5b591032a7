package io.headwater.model.reference;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.headwater.model.internal.program.Program;
import io.headwater.model.internal.program.TorchScriptProgram;
import java.util.List;

/**
 * The product of two square matrices, as fast as the engine computes it: the result goes into the
 * same memory every time, and nothing is converted on the way.
 */
public final class MatrixProduct implements AutoCloseable {
  private static final String METHODS =
      """
        def numbers(self: __torch__.M, x: Tensor) -> Tensor:
          return torch.view(x, dtype=15)

        def fill(self: __torch__.M, x: List[Tensor]) -> List[Tensor]:
          for y in x:
            _0 = torch.uniform_((self).numbers(y), -1., 1.)
          return [torch.zeros([1], dtype=6, layout=None, device=None, pin_memory=None)]

        def multiply(self: __torch__.M, x: List[Tensor], n: List[Tensor]) -> List[Tensor]:
          a = (self).numbers(x[0])
          b = (self).numbers(x[1])
          c = (self).numbers(x[2])
          for i in range(int(n[0])):
            _0 = torch.mm(a, b, out=c)
          return [torch.to(torch.select(torch.select(c, 0, 0), 0, 0), 6)]
      """;

  private final NDManager manager;
  private final Program program;
  private final NDList matrices = new NDList();
  private final int size;

  /**
   * Makes two random matrices.
   *
   * @param size rows and columns of each, even
   * @param half whether their numbers are bfloat16 rather than float32
   */
  public MatrixProduct(Device device, int size, boolean half) {
    this.size = size;
    this.manager = NDManager.newBaseManager(device, "PyTorch");
    // Java may not hold bfloat16 arrays: two of its numbers lie in the memory of one float.
    Shape shape = new Shape(size, half ? size / 2 : size);
    for (int i = 0; i < 3; i++) {
      matrices.add(manager.zeros(shape));
    }
    String text = half ? METHODS : METHODS.replace("torch.view(x, dtype=15)", "x");
    this.program = TorchScriptProgram.compile(text, manager);
    run("fill", new NDList(matrices));
  }

  /**
   * Returns the floating-point operations of one product: a multiplication and an addition each.
   */
  public double flops() {
    return 2.0 * size * size * size;
  }

  /** Multiplies the matrices so many times, and waits for the last. */
  public void multiply(int times) {
    try (NDManager host = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      run("multiply", new NDList(matrices), new NDList(host.create((long) times)));
    }
  }

  private void run(String method, NDList... arguments) {
    try (NDManager scope = manager.newSubManager()) {
      NDArray last = program.infer(method, List.of(arguments), scope).get(0);
      last.toFloatArray(); // waits for the device
    }
  }

  @Override
  public void close() {
    program.close();
    manager.close();
  }
}
