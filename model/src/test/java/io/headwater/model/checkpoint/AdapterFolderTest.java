package io.headwater.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.headwater.model.LoraConfig;
import io.headwater.model.LoraConfig.Target;
import io.headwater.model.ModelAdapters;
import io.headwater.model.ModelSnapshot;
import io.headwater.schemas.CheckpointAnnouncement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders whose trunk has adapters. */
class AdapterFolderTest {
  private static final LoraConfig LORA = new LoraConfig(2, 6, EnumSet.of(Target.QUERY, Target.UP));
  private static final String QUERY = "model.layers.1.self_attn.q_proj";

  @TempDir Path root;
  private final NDManager manager = NDManager.newBaseManager();
  private final ModelSnapshot written = SampleCheckpoints.adapted(4, LORA, 9);
  private Path folder;

  @BeforeEach
  void store() throws IOException {
    try (CheckpointStore store = FileCheckpointStore.open(root)) {
      CheckpointStore.Stored stored =
          store.put(
              SampleCheckpoints.manifest(4),
              to ->
                  CheckpointFolder.write(
                      to, SampleCheckpoints.config(), SampleCheckpoints.tokenizerJson(), written));
      CheckpointAnnouncement announcement = Announced.of(stored);
      folder = store.fetch(announcement, CheckpointFiles.ALL);
    }
  }

  @AfterEach
  void close() {
    written.close();
    manager.close();
  }

  @Test
  void shouldKeepTheTrunkInAFolderOfItsOwn() throws IOException {
    assertThat(CheckpointFolder.read(manager, folder).manifest().files())
        .extracting(CheckpointManifest.StoredFile::name)
        .containsExactly(
            "adapter_config.json",
            "adapter_model.safetensors",
            "base/config.json",
            "base/generation_config.json",
            "base/model.safetensors",
            "base/tokenizer.json",
            "base/tokenizer_config.json",
            "heads.safetensors",
            "optimizer.safetensors");
  }

  @Test
  void shouldReadBackTrunkAndAdapters() throws IOException {
    Checkpoint checkpoint = CheckpointFolder.read(manager, folder);
    ModelAdapters adapters = checkpoint.adapters().orElseThrow();
    assertThat(checkpoint.config()).isEqualTo(SampleCheckpoints.config());
    assertThat(adapters.lora()).isEqualTo(LORA);
    assertSame(adapters.arrays(), written.adapters().orElseThrow().arrays());
    assertSame(checkpoint.baseTrunk(), written.trunk());
  }

  @Test
  void shouldAnswerWithTheAdaptersMergedIntoTheirWeights() throws IOException {
    Checkpoint checkpoint = CheckpointFolder.read(manager, folder);
    NDList arrays = written.adapters().orElseThrow().arrays();
    NDArray down = arrays.get("base_model.model." + QUERY + ".lora_A.weight");
    NDArray up = arrays.get("base_model.model." + QUERY + ".lora_B.weight");
    NDArray expected = written.trunk().get(QUERY + ".weight").add(up.matMul(down).mul(3));

    NDList merged = checkpoint.trunk();
    assertThat(merged).hasSameSizeAs(written.trunk());
    assertThat(merged.get(QUERY + ".weight").sub(expected).abs().max().getFloat()).isZero();
    String key = QUERY.replace("q_proj", "k_proj") + ".weight";
    assertThat(merged.get(key)).isEqualTo(written.trunk().get(key));
  }

  @Test
  void shouldTellPeftWhichModulesHaveAnAdapter() throws IOException {
    String json = Files.readString(folder.resolve("adapter_config.json"));
    assertThat(json)
        .contains(
            "\"peft_type\": \"LORA\"",
            "\"r\": 2",
            "\"lora_alpha\": 6.0",
            "\"task_type\": \"CAUSAL_LM\"",
            "\"model\\\\.layers\\\\.[0-9]+\\\\.(self_attn\\\\.q_proj|mlp\\\\.up_proj)\"");
  }

  @Test
  void shouldNameWhatDoesNotFit() throws IOException {
    assertRefused(
        "\"r\": 2",
        "\"r\": 3",
        "adapter_model.safetensors: base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight"
            + " has the shape (2, 16) but adapter_config.json asks for (3, 16)");
    assertRefused(
        "\"LORA\"", "\"IA3\"", "adapter_config.json: peft_type is \"IA3\" but must be \"LORA\"");
    assertRefused("\"r\": 2", "\"r\": 0", "adapter_config.json: rank is 0 but must be at least 1");
    assertRefused(
        "\"lora_alpha\": 6.0",
        "\"alpha\": 6.0",
        "adapter_config.json: lora_alpha is missing but must be a number");
  }

  private void assertRefused(String json, String other, String message) throws IOException {
    Path file = folder.resolve("adapter_config.json");
    String good = Files.readString(file);
    Files.writeString(file, good.replace(json, other));
    Checkpoint checkpoint = CheckpointFolder.read(manager, folder);
    assertThatExceptionOfType(CorruptCheckpointException.class)
        .isThrownBy(checkpoint::adapters)
        .withMessage(message);
    Files.writeString(file, good);
  }

  @Test
  void shouldRefuseAdaptersOfAnotherBase() throws IOException {
    Path config = folder.resolve("base/config.json");
    Files.writeString(
        config,
        Files.readString(config).replace("\"num_hidden_layers\": 2", "\"num_hidden_layers\": 1"));
    assertThatExceptionOfType(CorruptCheckpointException.class)
        .isThrownBy(() -> CheckpointFolder.read(manager, folder).adapters())
        .withMessageMatching(
            "adapter_model.safetensors: base_model\\.model\\.model\\.layers\\.1\\..*weight belongs"
                + " to no weight of the base");
  }

  private static void assertSame(NDList read, NDList written) {
    assertThat(read).hasSameSizeAs(written);
    for (NDArray array : written) {
      assertThat(HexFormat.of().formatHex(read.get(array.getName()).toByteArray()))
          .isEqualTo(HexFormat.of().formatHex(array.toByteArray()));
    }
  }
}
