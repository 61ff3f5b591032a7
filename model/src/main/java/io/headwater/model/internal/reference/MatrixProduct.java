package io.headwater.model.internal.reference;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.headwater.model.Precision;
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
        def matrices(self: __torch__.M, x: List[Tensor]) -> List[Tensor]:
          r = annotate(List[Tensor], [])
          for i in range(3):
            y = torch.sub(torch.rand_like(x[0]), 0.5)
            if int(x[1]) == 1:
              torch.append(r, torch.to(y, 15))
            else:
              torch.append(r, y)
          return r

        def multiply(self: __torch__.M, x: List[Tensor], n: List[Tensor]) -> List[Tensor]:
          for i in range(int(n[0])):
            _0 = torch.mm(x[0], x[1], out=x[2])
          return [torch.to(torch.select(x[2], 0, 0), 6)]
      """;

  private final NDManager manager;
  private final Program program;
  private final NDList matrices;
  private final int size;

  /**
   * Makes two random matrices.
   *
   * @param size rows and columns of each
   * @param precision number type
   */
  public MatrixProduct(Device device, int size, Precision precision) {
    this.size = size;
    this.manager = NDManager.newBaseManager(device, "PyTorch");
    this.program = TorchScriptProgram.compile(METHODS, manager);
    long code = precision == Precision.BF16 ? 1 : 0;
    try (NDArray like = manager.zeros(new Shape(size, size));
        NDArray half = manager.create(code)) {
      // Java only passes them on: it could not read an array of bfloat16.
      this.matrices = program.infer("matrices", List.of(new NDList(like, half)), manager);
    }
  }

  /**
   * Returns the floating-point operations of one product: a multiplication and an addition each.
   */
  public double flops() {
    return 2.0 * size * size * size;
  }

  /** Multiplies the matrices {@code times} times, and waits for the last product. */
  public void multiply(int times) {
    try (NDManager scope = manager.newSubManager();
        NDManager host = scope.newSubManager(Device.cpu())) {
      NDList number = new NDList(host.create((long) times));
      NDArray row = program.infer("multiply", List.of(matrices, number), scope).get(0);
      row.toFloatArray(); // waits for the device
    }
  }

  @Override
  public void close() {
    program.close();
    manager.close();
  }
}
