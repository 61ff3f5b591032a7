package io.headwater.trainer.internal;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.headwater.model.ModelConfig;
import io.headwater.model.ModelSizes;
import io.headwater.model.checkpoint.Checkpoint;
import io.headwater.model.checkpoint.CheckpointFolder;
import io.headwater.model.checkpoint.CheckpointManifest;
import io.headwater.model.checkpoint.CorruptCheckpointException;
import io.headwater.model.checkpoint.TrainedThrough;
import io.headwater.model.learning.ComputeSettings;
import io.headwater.model.learning.Learner;
import io.headwater.model.learning.Learners;
import io.headwater.model.pretrained.PretrainedFolder;
import io.headwater.model.tokenizer.SpecialTokens;
import io.headwater.model.tokenizer.Tokenizer;
import io.headwater.model.tokenizer.Tokenizers;
import io.headwater.schemas.contract.SourcePartition;
import io.headwater.trainer.TrainerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a new model, or loads one from a checkpoint. */
final class LearnerLoader {
  private static final Logger LOG = LoggerFactory.getLogger(LearnerLoader.class);

  private final TrainerConfig config;
  private final ComputeSettings compute;
  private final String clusterId;

  LearnerLoader(TrainerConfig config, ComputeSettings compute, String clusterId) {
    this.config = config;
    this.compute = compute;
    this.clusterId = clusterId;
  }

  /** Makes a new model from the configuration. */
  LoadedLearner create() throws IOException {
    return config.init().isPresent() ? start(config.init().get()) : fromSize();
  }

  private LoadedLearner fromSize() throws IOException {
    Path file =
        config
            .tokenizerFile()
            .orElseThrow(
                () ->
                    new ConfigException(
                        TrainerConfig.TOKENIZER_FILE
                            + " is not set but must name a tokenizer.json, since model '"
                            + config.modelName()
                            + "' has no announced checkpoint to take one from: make one with"
                            + " headwater tokenizer train, or start from a pretrained folder"
                            + " with --init"));
    Tokenizer tokenizer = tokenizer(file);
    ModelConfig shape =
        sized(
            tokenizer.vocabularySize(),
            tokenizer.idOf(SpecialTokens.PAD),
            tokenizer.idOf(SpecialTokens.END));
    Learner learner =
        Learners.create(
            compute, shape, config.optimizer().settings(), config.getLong(TrainerConfig.SEED));
    return new LoadedLearner(learner, tokenizer, ResumePoint.NEW, Map.of());
  }

  private LoadedLearner start(Path path) throws IOException {
    try (PretrainedFolder folder =
        PretrainedFolder.open(path, config.getLong(TrainerConfig.SEED))) {
      Map<String, String> origin = new HashMap<>();
      String name = ShapingSettings.recorded(TrainerConfig.MODEL_INIT);
      origin.put(name, String.valueOf(path.toRealPath().getFileName()));
      folder.digests().forEach((file, digest) -> origin.put(name + ".sha256." + file, digest));
      Tokenizer tokenizer = Tokenizers.load(folder.tokenizerJson());
      Learner learner =
          Learners.start(compute, folder.config(), config.optimizer().settings(), folder);
      LOG.info("Model {} starts from {}: {}", config.modelName(), path, folder.config());
      folder.remarks().forEach(remark -> LOG.info("Of {}: {}", path, remark));
      return new LoadedLearner(learner, tokenizer, ResumePoint.NEW, origin);
    } catch (CorruptCheckpointException | IllegalArgumentException e) {
      throw new ConfigException(
          "%s is %s but must be a Hugging Face folder to start from; %s"
              .formatted(TrainerConfig.MODEL_INIT, path, e.getMessage()));
    }
  }

  /**
   * Loads a checkpoint.
   *
   * @param folder folder whose files have been verified
   * @param nextVersion version of the next checkpoint
   */
  LoadedLearner load(Path folder, long nextVersion) throws IOException {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
      Checkpoint checkpoint = CheckpointFolder.read(manager, folder);
      CheckpointManifest manifest = checkpoint.manifest();
      Tokenizer tokenizer = Tokenizers.load(checkpoint.tokenizerJson());
      sayWhereConfigurationLoses(checkpoint);
      Learner learner =
          Learners.restore(
              compute,
              checkpoint.config(),
              config.optimizer().settings(),
              manifest.tasks(),
              checkpoint.trunk(),
              checkpoint.modules(),
              checkpoint.optimizer());
      ResumePoint from =
          new ResumePoint(
              manifest.step(),
              manifest.sequence(),
              List.of(manifest.version()),
              nextVersion,
              positions(manifest),
              manifest.trainerState());
      return new LoadedLearner(learner, tokenizer, from, Map.of());
    }
  }

  private static Tokenizer tokenizer(Path file) throws IOException {
    try {
      return Tokenizers.load(file);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(
          TrainerConfig.TOKENIZER_FILE
              + " is "
              + file
              + " but must be a tokenizer.json: "
              + e.getMessage());
    }
  }

  private ModelConfig sized(int vocabularySize, int padToken, int endToken) {
    return ModelSizes.named(
        config.getString(TrainerConfig.MODEL_SIZE), vocabularySize, padToken, endToken);
  }

  private void sayWhereConfigurationLoses(Checkpoint checkpoint) throws IOException {
    long version = checkpoint.manifest().version();
    ModelConfig shape = checkpoint.config();
    if (config.init().isPresent()) {
      LOG.info(
          "{} is {}, but the model continues from version {}",
          TrainerConfig.MODEL_INIT,
          config.init().get(),
          version);
    } else if (!sized(shape.vocabularySize(), shape.padToken(), shape.endToken()).equals(shape)) {
      LOG.warn(
          "{} is {}, but the model keeps the shape of version {}: {}",
          TrainerConfig.MODEL_SIZE,
          config.getString(TrainerConfig.MODEL_SIZE),
          version,
          shape);
    }
    if (config.tokenizerFile().isPresent()
        && !Arrays.equals(
            Files.readAllBytes(config.tokenizerFile().get()), checkpoint.tokenizerJson())) {
      LOG.warn(
          "{} is not the tokenizer of version {}, which the model keeps",
          TrainerConfig.TOKENIZER_FILE,
          version);
    }
  }

  private Map<SourcePartition, Long> positions(CheckpointManifest manifest) {
    Map<SourcePartition, Long> positions = new HashMap<>();
    for (TrainedThrough through : manifest.positions()) {
      if (through.clusterId().equals(clusterId)) {
        positions.put(
            new SourcePartition(through.topic(), through.topicId(), through.partition()),
            through.nextOffset());
      } else {
        LOG.warn(
            "Version {} was trained on {}-{} of cluster {}, but this is cluster {}: its position"
                + " does not count here",
            manifest.version(),
            through.topic(),
            through.partition(),
            through.clusterId(),
            clusterId);
      }
    }
    return positions;
  }
}
