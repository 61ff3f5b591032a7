package io.headwater.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.headwater.model.ModelConfig;
import io.headwater.model.ModelSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointFolderTest {
  @TempDir Path root;
  private final NDManager manager = NDManager.newBaseManager();
  private Path folder;

  @BeforeEach
  void store() throws IOException {
    try (CheckpointStore store = FileCheckpointStore.open(root)) {
      CheckpointStore.Stored stored = SampleCheckpoints.store(store, 4);
      folder = store.fetch(Announced.of(stored), CheckpointFiles.ALL);
    }
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void shouldReadBackWhatWasWritten() throws IOException {
    Checkpoint checkpoint = CheckpointFolder.read(manager, folder);

    assertThat(checkpoint.config()).isEqualTo(SampleCheckpoints.config());
    assertThat(checkpoint.tokenizerJson()).isEqualTo(SampleCheckpoints.tokenizerJson());
    assertThat(checkpoint.manifest())
        .usingRecursiveComparison()
        .ignoringFields("files")
        .isEqualTo(SampleCheckpoints.manifest(4));
    try (ModelSnapshot written = SampleCheckpoints.snapshot(4)) {
      assertSame(checkpoint.trunk(), written.trunk());
      assertSame(checkpoint.modules(), written.modules());
      assertSame(checkpoint.optimizer(), written.optimizer());
    }
  }

  @Test
  void shouldListEveryFileInTheManifest() throws IOException {
    assertThat(CheckpointFolder.read(manager, folder).manifest().files())
        .extracting(CheckpointManifest.StoredFile::name)
        .containsExactly(
            "config.json",
            "generation_config.json",
            "heads.safetensors",
            "model.safetensors",
            "optimizer.safetensors",
            "tokenizer.json",
            "tokenizer_config.json");
  }

  @Test
  void shouldReadTheOptimizerOnlyWhenAsked() throws IOException {
    Files.delete(folder.resolve("optimizer.safetensors"));
    Checkpoint checkpoint = CheckpointFolder.read(manager, folder);

    assertThat(checkpoint.trunk()).isNotEmpty();
    assertThatExceptionOfType(CorruptCheckpointException.class)
        .isThrownBy(checkpoint::optimizer)
        .withMessageStartingWith("optimizer.safetensors: missing");
  }

  @Test
  void shouldNameTheArrayThatDoesNotFitTheConfiguration() throws IOException {
    Path config = folder.resolve("config.json");
    Files.writeString(
        config,
        Files.readString(config).replace("\"intermediate_size\": 24", "\"intermediate_size\": 25"));
    Checkpoint checkpoint = CheckpointFolder.read(manager, folder);

    assertThatExceptionOfType(CorruptCheckpointException.class)
        .isThrownBy(checkpoint::trunk)
        .withMessage(
            "model.safetensors: model.layers.0.mlp.gate_proj.weight has the shape (24, 16) but"
                + " config.json asks for (25, 16)");
    assertThat(manager.getManagedArrays()).isEmpty();
  }

  @Test
  void shouldNameTheArrayThatIsMissing() throws IOException {
    Path config = folder.resolve("config.json");
    Files.writeString(
        config,
        Files.readString(config).replace("\"num_hidden_layers\": 2", "\"num_hidden_layers\": 3"));

    assertThatExceptionOfType(CorruptCheckpointException.class)
        .isThrownBy(() -> CheckpointFolder.read(manager, folder).trunk())
        .withMessageContaining("model.layers.2.input_layernorm.weight is missing");
  }

  @Test
  void shouldRefuseFilesThatTheManifestDoesNotList() throws IOException {
    Path manifest = folder.resolve("manifest.json");
    Files.writeString(
        manifest, Files.readString(manifest).replace("\"heads.safetensors\"", "\"other\""));

    assertThatExceptionOfType(CorruptCheckpointException.class)
        .isThrownBy(() -> CheckpointFolder.read(manager, folder).modules())
        .withMessage("heads.safetensors: not listed in manifest.json");
  }

  @Test
  void shouldRefuseTokenizersWithoutTheConfiguredTokens() throws IOException {
    ModelConfig good = SampleCheckpoints.config();
    ModelConfig bad =
        new ModelConfig(good.vocabularySize(), 16, 24, 2, 4, 2, 64, 1e4, 1e-5, false, 4, 0, 300);
    Path empty = Files.createDirectory(root.resolve("empty"));

    try (ModelSnapshot snapshot = SampleCheckpoints.snapshot(1)) {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () -> CheckpointFolder.write(empty, bad, SampleCheckpoints.tokenizerJson(), snapshot))
          .withMessage("tokenizer.json has no special token with id 300");
    }
  }

  private static void assertSame(NDList read, NDList written) {
    assertThat(read).hasSameSizeAs(written);
    for (NDArray array : written) {
      assertThat(read.get(array.getName()).toByteArray()).isEqualTo(array.toByteArray());
    }
  }
}
