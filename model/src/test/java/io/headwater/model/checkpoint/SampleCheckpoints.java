package io.headwater.model.checkpoint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.headwater.model.LoraConfig;
import io.headwater.model.ModelAdapters;
import io.headwater.model.ModelConfig;
import io.headwater.model.ModelSnapshot;
import io.headwater.model.NoAnswer;
import io.headwater.model.ScoreScale;
import io.headwater.model.TaskModule;
import io.headwater.model.checkpoint.CheckpointManifest.Canary;
import io.headwater.model.internal.network.ParameterSpec;
import io.headwater.model.internal.network.TrunkLayout;
import io.headwater.model.tokenizer.BpeTrainer;
import io.headwater.schemas.TaskKind;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Small checkpoints with random weights. */
public final class SampleCheckpoints {
  private static final List<String> TEXTS =
      List.of("the number of records that were sent", "the number of the topic's partitions");

  private SampleCheckpoints() {}

  /** Returns a trunk's shape of two narrow layers. */
  public static ModelConfig config() {
    int vocabulary = 66 + 256 + 8;
    return new ModelConfig(vocabulary, 16, 24, 2, 4, 2, 64, 10_000.0, 1e-5, false, 4, 0, 1);
  }

  /** Returns a vocabulary of the size {@link #config} asks for. */
  public static byte[] tokenizerJson() {
    return new BpeTrainer(config().vocabularySize()).train(TEXTS);
  }

  /** Returns random weights that depend on the seed alone. */
  public static ModelSnapshot snapshot(long seed) {
    NDManager manager = NDManager.newBaseManager();
    Random random = new Random(seed);
    NDList trunk = new NDList();
    NDList optimizer = new NDList();
    for (ParameterSpec spec : TrunkLayout.of(config())) {
      trunk.add(array(manager, random, spec.name(), spec.shape()));
      optimizer.add(array(manager, random, "m." + spec.name(), spec.shape()));
    }
    NDArray step = manager.create(seed);
    step.setName("step");
    optimizer.add(step);
    NDList modules =
        new NDList(
            array(manager, random, "heads.colour.weight", new Shape(2, 16)),
            array(manager, random, "heads.colour.bias", new Shape(2)),
            array(manager, random, "heads.closeness.weight", new Shape(1, 16)),
            array(manager, random, "heads.closeness.bias", new Shape(1)));
    return new ModelSnapshot(manager, trunk, modules, optimizer);
  }

  /** Returns a snapshot with random adapters beside the trunk of {@code snapshot(base)}. */
  public static ModelSnapshot adapted(long base, LoraConfig lora, long seed) {
    ModelSnapshot whole = snapshot(base);
    Random random = new Random(seed);
    NDList arrays = new NDList();
    for (ParameterSpec spec : TrunkLayout.adapters(config(), lora)) {
      arrays.add(array(whole.manager(), random, spec.name(), spec.shape()));
    }
    return new ModelSnapshot(
        whole.manager(),
        whole.trunk(),
        Optional.of(new ModelAdapters(lora, arrays)),
        whole.modules(),
        new NDList());
  }

  /** Returns the manifest of a version, whose files are yet to come. */
  public static CheckpointManifest manifest(long version) {
    return new CheckpointManifest(
        "demo",
        version,
        3,
        17 * version,
        42 * version,
        version == 0 ? List.of() : List.of(version - 1),
        List.of(
            new TaskModule("colour", TaskKind.CLASSIFICATION, List.of("red", "blue"), -1, 32, 1),
            new TaskModule("headline", TaskKind.SUMMARIZATION, List.of(), 2, 48, 12),
            new TaskModule(
                "closeness", TaskKind.REGRESSION, List.of(), -1, 32, 1, new ScoreScale(0, 5)),
            new TaskModule(
                "answer",
                TaskKind.SPAN_EXTRACTION,
                List.of(),
                -1,
                32,
                6,
                ScoreScale.UNIT,
                new NoAnswer(true, 3.5))),
        List.of(new TrainedThrough("cluster", "topic-id", "headwater.examples.colour", 0, 99L)),
        Map.of("seed", "7", "weights", "1.0,2.0", "a", "ü"),
        List.of(new Canary("colour", List.of(70, 71), List.of(1d), 0.7)),
        List.of());
  }

  /** Stores a version. */
  public static CheckpointStore.Stored store(CheckpointStore store, long version)
      throws IOException {
    try (ModelSnapshot snapshot = snapshot(version)) {
      return store.put(
          manifest(version),
          folder -> CheckpointFolder.write(folder, config(), tokenizerJson(), snapshot));
    }
  }

  private static NDArray array(NDManager manager, Random random, String name, Shape shape) {
    float[] values = new float[Math.toIntExact(shape.size())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian() * 0.3f;
    }
    NDArray array = manager.create(values, shape);
    array.setName(name);
    return array;
  }
}
