package io.headwater.trainer.internal;

import ai.djl.Device;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.headwater.model.ModelAdapters;
import io.headwater.model.ModelConfig;
import io.headwater.model.ModelSizes;
import io.headwater.model.TrunkTraining;
import io.headwater.model.checkpoint.Checkpoint;
import io.headwater.model.checkpoint.CheckpointFolder;
import io.headwater.model.checkpoint.CheckpointManifest;
import io.headwater.model.checkpoint.CorruptCheckpointException;
import io.headwater.model.checkpoint.TrainedThrough;
import io.headwater.model.learning.ComputeSettings;
import io.headwater.model.learning.Learner;
import io.headwater.model.learning.Learners;
import io.headwater.model.pretrained.MiniLm;
import io.headwater.model.pretrained.PretrainedTrunk;
import io.headwater.model.tokenizer.SpecialTokens;
import io.headwater.model.tokenizer.Tokenizer;
import io.headwater.model.tokenizer.Tokenizers;
import io.headwater.schemas.contract.SourcePartition;
import io.headwater.trainer.ModelInit;
import io.headwater.trainer.TrainerConfig;
import io.headwater.trainer.TrunkConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    return config.init().isRandom() ? atRandom() : pretrained(config.init());
  }

  private LoadedLearner atRandom() throws IOException {
    Path file =
        config
            .tokenizerFile()
            .orElseThrow(
                () ->
                    new ConfigException(
                        TrainerConfig.TOKENIZER_FILE
                            + " is not set but must name a tokenizer.json, since model '"
                            + config.modelName()
                            + "' is new and starts at random: make one with headwater tokenizer"
                            + " train, or start from a pretrained model with --init"));
    Tokenizer tokenizer = tokenizer(file);
    ModelConfig shape =
        sized(
            tokenizer.vocabularySize(),
            tokenizer.idOf(SpecialTokens.PAD),
            tokenizer.idOf(SpecialTokens.END));
    Learner learner =
        Learners.create(compute, shape, config.optimizer().settings(), training(shape), seed());
    return new LoadedLearner(learner, tokenizer, ResumePoint.first(Origin.random().store()));
  }

  private LoadedLearner pretrained(ModelInit init) throws IOException {
    try (PretrainedTrunk trunk = open(init)) {
      ModelConfig shape = shape(init, trunk);
      Origin origin = Origin.of(init, trunk, shape);
      Tokenizer tokenizer = Tokenizers.load(trunk.tokenizerJson());
      try {
        Learner learner =
            Learners.start(
                compute, shape, config.optimizer().settings(), training(shape), seed(), trunk);
        LOG.info("Model {} starts from {}: {}", config.modelName(), init, shape);
        trunk.origin().forEach(line -> LOG.info("Of {}: {}", init, line));
        trunk.remarks().forEach(remark -> LOG.info("Of {}: {}", init, remark));
        return new LoadedLearner(learner, tokenizer, ResumePoint.first(origin.store()));
      } catch (IOException | RuntimeException e) {
        tokenizer.close();
        throw e;
      }
    } catch (CorruptCheckpointException | IllegalArgumentException e) {
      throw new ConfigException(
          "%s is %s but must be %s to start from; %s"
              .formatted(TrainerConfig.MODEL_INIT, init, allowed(init), e.getMessage()));
    }
  }

  private PretrainedTrunk open(ModelInit init) throws IOException {
    if (init.path().isPresent()) {
      return PretrainedTrunk.open(init.path().get(), config.getLong(TrainerConfig.SEED));
    }
    return MiniLm.open(MiniLm.jar().orElseThrow(() -> lacking(init)));
  }

  private static ConfigException lacking(ModelInit init) {
    return new ConfigException(
        ("%s is %s, whose file this program lacks: name a folder, such as headwater model import"
                + " makes, or the jar that it is made from")
            .formatted(TrainerConfig.MODEL_INIT, init));
  }

  private ModelConfig shape(ModelInit init, PretrainedTrunk trunk) {
    int all = trunk.config().layers();
    int taken = config.initLayers().orElse(all);
    if (taken > all) {
      throw new ConfigException(
          "%s is %d but must be at most %d, the layers of %s"
              .formatted(TrainerConfig.MODEL_INIT_LAYERS, taken, all, init));
    }
    return trunk.config().withLayers(taken);
  }

  private static String allowed(ModelInit init) {
    return init.path()
        .map(
            path ->
                Files.isRegularFile(path)
                    ? "the ONNX export of an encoder"
                    : "a Hugging Face folder")
        .orElse("the encoder of the build");
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
      TrunkTraining training = training(checkpoint.config());
      Learner learner =
          Learners.restore(
              compute,
              checkpoint.config(),
              config.optimizer().settings(),
              training,
              seed(),
              manifest.tasks(),
              trunk(checkpoint, training),
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
      return new LoadedLearner(learner, tokenizer, from);
    }
  }

  private TrunkTraining training(ModelConfig shape) {
    return config.trunk(shape).training();
  }

  private long seed() {
    return config.getLong(TrainerConfig.SEED);
  }

  /** Reads a trunk with its adapters; those that are not trained any more are merged into it. */
  private static NDList trunk(Checkpoint checkpoint, TrunkTraining training) throws IOException {
    Optional<ModelAdapters> stored = checkpoint.adapters();
    if (!stored.map(ModelAdapters::lora).equals(training.adapters())) {
      if (stored.isPresent()) {
        LOG.info(
            "The adapters of version {} are merged into the trunk: {} or their shape has changed",
            checkpoint.manifest().version(),
            TrunkConfig.TRUNK);
      }
      return checkpoint.trunk();
    }
    NDList trunk = checkpoint.baseTrunk();
    stored.ifPresent(adapters -> trunk.addAll(adapters.arrays()));
    return trunk;
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
    Optional<String> origin = Origin.restore(checkpoint.manifest().trainerState()).init();
    if (config.isInitSet() && !origin.equals(Optional.of(Origin.name(config.init())))) {
      LOG.warn(
          "{} is {}, but the model goes on from version {}, which started from {}",
          TrainerConfig.MODEL_INIT,
          config.init(),
          version,
          origin.orElse("something else"));
    }
    if (config.initLayers().isPresent() && config.initLayers().getAsInt() != shape.layers()) {
      LOG.warn(
          "{} is {}, but the model keeps the {} layers of version {}",
          TrainerConfig.MODEL_INIT_LAYERS,
          config.initLayers().getAsInt(),
          shape.layers(),
          version);
    }
    if (config.init().isRandom()
        && !sized(shape.vocabularySize(), shape.padToken(), shape.endToken()).equals(shape)) {
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
