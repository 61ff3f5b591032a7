package io.headwater.model.pretrained;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.headwater.model.ModelConfig;
import io.headwater.model.checkpoint.CorruptCheckpointException;
import io.headwater.model.checkpoint.internal.ConfigJson;
import io.headwater.model.checkpoint.internal.ManifestJson;
import io.headwater.model.checkpoint.internal.TokenizerFiles;
import io.headwater.model.checkpoint.internal.TrunkCheck;
import io.headwater.model.internal.network.TrunkLayout;
import io.headwater.model.learning.TrunkSource;
import io.headwater.model.pretrained.internal.NewRows;
import io.headwater.model.pretrained.internal.WeightFiles;
import io.headwater.model.tokenizer.internal.ReservedTokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * A folder of the Llama layout, as {@code transformers} saves it, to start a model from.
 *
 * <p>{@code config.json} may be of the types llama, mistral and qwen2; the weights lie in {@code
 * model.safetensors} or in the files of {@code model.safetensors.index.json}. Special tokens that
 * {@code tokenizer.json} lacks are added after its last id; their rows start at the mean of the
 * others. Weights are read one array at a time.
 */
public final class PretrainedFolder implements TrunkSource, AutoCloseable {
  /**
   * Buffers of the rotary positions: old folders store them, but they follow from the
   * configuration.
   */
  private static final String ROTARY_BUFFER = ".rotary_emb.inv_freq";

  private final WeightFiles weights;
  private final ModelConfig config;
  private final byte[] tokenizerJson;
  private final NewRows newRows;
  private final List<String> remarks;

  private PretrainedFolder(
      WeightFiles weights,
      Path folder,
      ConfigJson.Foreign foreign,
      ReservedTokens tokens,
      long seed)
      throws IOException {
    this.weights = weights;
    int rows = foreign.shape().vocabularySize();
    this.config =
        foreign
            .shape()
            .withVocabulary(Math.max(rows, tokens.size()), tokens.padToken(), tokens.endToken());
    this.tokenizerJson = tokens.json();
    this.newRows = new NewRows(Math.min(rows, tokens.formerSize()), tokens.size(), seed);
    this.remarks = remarks(folder, foreign, tokens);
  }

  /**
   * Opens a folder and checks everything but the weights' values.
   *
   * @param folder the folder
   * @param seed seed of the rows of tokens that are added
   * @throws CorruptCheckpointException if a file is missing, cannot be understood, or describes an
   *     unsupported trunk; the message names the file
   */
  public static PretrainedFolder open(Path folder, long seed) throws IOException {
    ConfigJson.Foreign foreign = ConfigJson.decodeForeign(bytes(folder, ConfigJson.FILE));
    ReservedTokens tokens;
    try {
      tokens =
          ReservedTokens.reserve(
              bytes(folder, TokenizerFiles.TOKENIZER), foreign.padToken(), foreign.endToken());
    } catch (IllegalArgumentException e) {
      throw new CorruptCheckpointException(e.getMessage());
    }
    WeightFiles weights = WeightFiles.open(folder);
    try {
      check(foreign.shape(), weights);
      return new PretrainedFolder(weights, folder, foreign, tokens, seed);
    } catch (IOException | RuntimeException e) {
      weights.close();
      throw e;
    }
  }

  private static void check(ModelConfig shape, WeightFiles weights) throws IOException {
    Map<String, Shape> arrays = weights.shapes();
    arrays.keySet().removeIf(name -> name.endsWith(ROTARY_BUFFER));
    if (shape.tiedEmbedding() && arrays.remove(TrunkLayout.OUTPUT) != null) {
      requireSame(weights);
    }
    TrunkCheck.check(WeightFiles.SINGLE, shape, arrays);
  }

  private static void requireSame(WeightFiles weights) throws IOException {
    try (NDManager host = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      NDArray output = weights.read(TrunkLayout.OUTPUT, host);
      NDArray embedding = weights.read(TrunkLayout.EMBEDDING, host);
      if (!output.getShape().equals(embedding.getShape()) || !output.contentEquals(embedding)) {
        throw new CorruptCheckpointException(
            "config.json: tie_word_embeddings is true but must be false: %s differs from %s"
                .formatted(TrunkLayout.OUTPUT, TrunkLayout.EMBEDDING));
      }
    }
  }

  private static List<String> remarks(
      Path folder, ConfigJson.Foreign foreign, ReservedTokens tokens) {
    List<String> remarks = new ArrayList<>();
    if (Files.exists(folder.resolve(ManifestJson.FILE))) {
      remarks.add(
          "it is a checkpoint: trunk and tokenizer are taken, its tasks' modules and the"
              + " optimizer's state are not");
    }
    int added = tokens.size() - tokens.formerSize();
    if (added > 0) {
      remarks.add(added + " special tokens were added from id " + tokens.formerSize() + " on");
    }
    if (foreign.shape().maxPositions() < foreign.positions()) {
      remarks.add(
          "its sliding window limits the model to %d of %d positions"
              .formatted(foreign.shape().maxPositions(), foreign.positions()));
    }
    return List.copyOf(remarks);
  }

  /** Returns the shape of the trunk, rows of added tokens included. */
  public ModelConfig config() {
    return config;
  }

  /** Returns the bytes of {@code tokenizer.json}, added tokens included. */
  public byte[] tokenizerJson() {
    return tokenizerJson.clone();
  }

  /** Returns what differs between the folder and the model that starts from it. */
  public List<String> remarks() {
    return remarks;
  }

  /** Returns the SHA-256 of each file with weights, by its name. */
  public SortedMap<String, String> digests() throws IOException {
    return weights.digests();
  }

  @Override
  public NDArray read(String name, NDManager manager) throws IOException {
    NDArray stored = weights.read(name, manager);
    boolean ofTokens = name.equals(TrunkLayout.EMBEDDING) || name.equals(TrunkLayout.OUTPUT);
    return ofTokens ? newRows.fill(stored) : stored;
  }

  @Override
  public void close() throws IOException {
    weights.close();
  }

  private static byte[] bytes(Path folder, String name) throws IOException {
    Path file = folder.resolve(name);
    if (!Files.isRegularFile(file)) {
      throw new CorruptCheckpointException(name + ": missing");
    }
    return Files.readAllBytes(file);
  }
}
