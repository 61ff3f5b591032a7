package io.headwater.model.internal.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.List;
import org.junit.jupiter.api.Test;

class TorchScriptProgramTest {
  /** Gradient of the sum of squares; fails where there is no second array. */
  private static final String TEXT =
      """
        def square(self: __torch__.M, p: List[Tensor]) -> List[Tensor]:
          torch.set_grad_enabled(True)
          q = torch.requires_grad_(torch.detach(p[0]), True)
          l = torch.sum(torch.mul(q, torch.mul(q, p[1])))
          g = torch.grad([l], [q], None, None, False, False)
          return [unchecked_cast(Tensor, g[0])]
        def twice(self: __torch__.M, p: List[Tensor]) -> List[Tensor]:
          return [torch.mul(p[0], 2)]
      """;

  @Test
  void shouldRunNamedMethodsAndOwnTheirResults() {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
        Program program = TorchScriptProgram.compile(TEXT, manager);
        NDManager scope = manager.newSubManager()) {
      NDArray x = manager.create(new float[] {1, 2, 3});
      NDArray one = manager.create(1f);
      NDArray gradient = program.train("square", List.of(new NDList(x, one)), scope).get(0);
      NDArray doubled = program.infer("twice", List.of(new NDList(x)), scope).get(0);
      assertThat(gradient.toFloatArray()).containsExactly(2, 4, 6);
      assertThat(doubled.toFloatArray()).containsExactly(2, 4, 6);
      assertThat(gradient.getManager()).isSameAs(scope);
      assertThat(doubled.getManager()).isSameAs(scope);
    }
  }

  @Test
  void shouldLeaveGradientsAsTheyWereAfterAFailure() {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
        Program program = TorchScriptProgram.compile(TEXT, manager)) {
      NDArray x = manager.create(new float[] {1, 2, 3});
      for (boolean before : new boolean[] {false, true}) {
        JniUtils.setGradMode(before);
        assertThatThrownBy(() -> program.train("square", List.of(new NDList(x)), manager))
            .isInstanceOf(EngineException.class);
        assertThat(JniUtils.isGradMode()).isEqualTo(before);
      }
    }
  }

  @Test
  void shouldRefuseTextThatIsNoProgram() {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      String text = "  def broken(self: __torch__.M) -> Tensor:\n    return unknown\n";
      assertThatThrownBy(() -> TorchScriptProgram.compile(text, manager))
          .isInstanceOf(EngineException.class)
          .hasMessageContaining("unknown");
    }
  }
}
