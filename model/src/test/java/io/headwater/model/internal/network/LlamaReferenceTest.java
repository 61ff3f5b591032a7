package io.headwater.model.internal.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.headwater.model.ModelConfig;
import io.headwater.model.Precision;
import io.headwater.model.internal.program.Program;
import io.headwater.model.internal.program.ProgramSource;
import io.headwater.model.internal.program.TorchScriptProgram;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Compares the trunk with Hugging Face's.
 *
 * <p>The fixtures were made with transformers 5.23.0 and torch 2.15.0 on a CPU: a LlamaForCausalLM
 * of the shape below (tied and untied), every parameter drawn from a normal of deviation 0.2 (plus
 * 1 for norms) after {@code torch.manual_seed(5)}, three random token sequences of 1, 7 and 23, and
 * the logits the model gives each of them alone.
 */
class LlamaReferenceTest {
  private static final int SEQUENCES = 3;
  private static final double TOLERANCE = 1e-4;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldGiveTheLogitsOfTheReference(boolean tied) throws IOException {
    ModelConfig config = new ModelConfig(37, 16, 24, 2, 4, 2, 32, 10_000, 1e-5, tied, 1, 0, 1);
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
        Program program = TorchScriptProgram.compile(ProgramSource.network(), manager)) {
      StoredArrays stored = new StoredArrays(fixture(tied, manager));
      NDList parameters = new NDList();
      for (ParameterSpec spec : TrunkLayout.of(config)) {
        parameters.add(stored.copy(spec.name(), spec.shape(), manager));
      }
      List<int[]> sequences = new ArrayList<>();
      for (int i = 0; i < SEQUENCES; i++) {
        sequences.add(
            java.util.Arrays.stream(stored.get("tokens." + i).toLongArray())
                .mapToInt(Math::toIntExact)
                .toArray());
      }

      PackedSequences packed = PackedSequences.grouped(sequences);
      NDList arguments = packed.arrays(manager, manager, new Staging());
      NDArray logits =
          program
              .infer(
                  "logits",
                  List.of(
                      parameters,
                      arguments,
                      NetworkNumbers.of(config, Precision.FP32, manager, new Staging())),
                  manager)
              .get(0);

      float[] actual = logits.toFloatArray();
      for (int i = 0; i < SEQUENCES; i++) {
        float[] expected = stored.get("logits." + i).toFloatArray();
        int start = packed.start(i) * config.vocabularySize();
        for (int j = 0; j < expected.length; j++) {
          assertThat(actual[start + j]).isCloseTo(expected[j], within((float) TOLERANCE));
        }
      }
    }
  }

  private static NDList fixture(boolean tied, NDManager manager) throws IOException {
    String name = tied ? "llama-tied.safetensors" : "llama-untied.safetensors";
    try (InputStream in = LlamaReferenceTest.class.getResourceAsStream(name)) {
      return NDList.decode(manager, in);
    }
  }
}
