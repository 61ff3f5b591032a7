package io.headwater.model.pretrained;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.headwater.model.ModelConfig;
import io.headwater.model.Pooling;
import io.headwater.model.TrunkFamily;
import io.headwater.model.TrunkParts;
import io.headwater.model.TrunkParts.Part;
import io.headwater.model.checkpoint.CorruptCheckpointException;
import io.headwater.model.checkpoint.internal.ConfigJson;
import io.headwater.model.checkpoint.internal.ManifestJson;
import io.headwater.model.checkpoint.internal.PoolingFiles;
import io.headwater.model.checkpoint.internal.TokenizerFiles;
import io.headwater.model.checkpoint.internal.TrunkCheck;
import io.headwater.model.internal.layout.TrunkArrays.TrunkParameter;
import io.headwater.model.internal.network.TrunkFile;
import io.headwater.model.internal.network.TrunkNames;
import io.headwater.model.pretrained.internal.LfsPointer;
import io.headwater.model.pretrained.internal.NewRows;
import io.headwater.model.pretrained.internal.WeightFiles;
import io.headwater.model.pretrained.internal.WeightNames;
import io.headwater.model.tokenizer.internal.EncoderTokens;
import io.headwater.model.tokenizer.internal.ReservedTokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;

/**
 * A folder of a supported family, as {@code transformers} saves it, to start a model from.
 *
 * <p>{@code config.json} may be of the types of {@link TrunkFamily}; the weights lie in {@code
 * model.safetensors} or in the files of {@code model.safetensors.index.json}. Special tokens that
 * the {@code tokenizer.json} of a causal trunk lacks are added after its last id; their rows start
 * at the mean of the others. An encoder's vocabulary stays as it is, and its pooling is that of
 * {@code modules.json} and {@code 1_Pooling/config.json}, else the mean. Weights are read one array
 * at a time.
 */
public final class PretrainedFolder implements PretrainedTrunk {
  private final WeightFiles weights;
  private final WeightNames names;
  private final ModelConfig config;
  private final TrunkFile file;
  private final byte[] tokenizerJson;
  private final NewRows newRows;
  private final List<String> remarks;

  private PretrainedFolder(
      WeightFiles weights,
      WeightNames names,
      Path folder,
      ConfigJson.Foreign foreign,
      ReservedTokens tokens,
      long seed)
      throws IOException {
    this.weights = weights;
    this.names = names;
    int rows = foreign.shape().vocabularySize();
    this.config =
        foreign
            .shape()
            .withVocabulary(Math.max(rows, tokens.size()), tokens.padToken(), tokens.endToken())
            .withPooling(pooling(folder, foreign));
    this.file = new TrunkFile(config);
    this.tokenizerJson = tokens.json();
    this.newRows = new NewRows(Math.min(rows, tokens.formerSize()), tokens.size(), seed);
    this.remarks = remarks(folder, foreign, tokens, names);
  }

  /**
   * Opens a folder and checks everything but the weights' values, which are checked when they are
   * read.
   *
   * @param folder the folder
   * @param seed seed of the rows of tokens that are added
   * @throws CorruptCheckpointException if a file is missing, cannot be understood, or describes an
   *     unsupported trunk; the message names the file
   */
  public static PretrainedFolder open(Path folder, long seed) throws IOException {
    ConfigJson.Foreign foreign = ConfigJson.decodeForeign(bytes(folder, ConfigJson.FILE));
    ReservedTokens tokens = tokens(bytes(folder, TokenizerFiles.TOKENIZER), foreign);
    WeightFiles weights = WeightFiles.open(folder);
    try {
      WeightNames names = WeightNames.of(foreign.shape().family(), weights.shapes().keySet());
      check(foreign.shape(), weights, names);
      return new PretrainedFolder(weights, names, folder, foreign, tokens, seed);
    } catch (IOException | RuntimeException e) {
      weights.close();
      throw e;
    }
  }

  private static ReservedTokens tokens(byte[] json, ConfigJson.Foreign foreign)
      throws CorruptCheckpointException {
    TrunkParts parts = foreign.shape().family().parts();
    try {
      if (parts.has(Part.CAUSAL)) {
        return ReservedTokens.reserve(json, foreign.padToken(), foreign.endToken());
      }
      int pad = foreign.shape().padToken();
      OptionalInt own =
          parts.has(Part.POSITIONS_BEHIND_PADDING) ? OptionalInt.of(pad) : foreign.padToken();
      ReservedTokens tokens = EncoderTokens.of(json, own, parts.has(Part.TYPED_TEXTS));
      if (parts.has(Part.POSITIONS_BEHIND_PADDING) && tokens.padToken() != pad) {
        throw new IllegalArgumentException(
            "tokenizer.json has no special token %d but config.json names it as pad_token_id"
                .formatted(pad));
      }
      int rows = foreign.shape().vocabularySize();
      if (tokens.size() > rows) {
        throw new IllegalArgumentException(
            "tokenizer.json has %d tokens but config.json has a vocab_size of %d"
                .formatted(tokens.size(), rows));
      }
      return tokens;
    } catch (IllegalArgumentException e) {
      throw new CorruptCheckpointException(e.getMessage());
    }
  }

  private static Pooling pooling(Path folder, ConfigJson.Foreign foreign) throws IOException {
    if (foreign.shape().family().isCausal() || foreign.pooling().isPresent()) {
      return foreign.shape().pooling();
    }
    return PoolingFiles.read(folder).orElse(foreign.shape().pooling());
  }

  private static void check(ModelConfig shape, WeightFiles weights, WeightNames names)
      throws IOException {
    Map<String, Shape> arrays = names.shapes(weights.shapes());
    if (shape.family().isCausal() && shape.tiedEmbedding()) {
      String output = TrunkNames.of(shape.family()).of(TrunkParameter.OUTPUT);
      if (arrays.remove(output) != null) {
        String embedding = TrunkNames.of(shape.family()).of(TrunkParameter.EMBEDDING);
        requireSame(weights, names, output, embedding);
      }
    }
    TrunkCheck.check(WeightFiles.SINGLE, shape, arrays);
  }

  private static void requireSame(
      WeightFiles weights, WeightNames names, String output, String embedding) throws IOException {
    try (NDManager host = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      NDArray own = weights.read(names.stored(output), host);
      NDArray shared = weights.read(names.stored(embedding), host);
      if (!own.getShape().equals(shared.getShape()) || !own.contentEquals(shared)) {
        throw new CorruptCheckpointException(
            "config.json: tie_word_embeddings is true but must be false: %s differs from %s"
                .formatted(output, embedding));
      }
    }
  }

  private static List<String> remarks(
      Path folder, ConfigJson.Foreign foreign, ReservedTokens tokens, WeightNames names) {
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
    if (!names.unusedHeads().isEmpty()) {
      remarks.add(
          "its own head is not taken: %s".formatted(String.join(", ", names.unusedHeads())));
    }
    return List.copyOf(remarks);
  }

  @Override
  public ModelConfig config() {
    return config;
  }

  @Override
  public byte[] tokenizerJson() {
    return tokenizerJson.clone();
  }

  @Override
  public List<String> remarks() {
    return remarks;
  }

  @Override
  public SortedMap<String, String> digests() throws IOException {
    return weights.digests();
  }

  /**
   * {@inheritDoc}
   *
   * @throws CorruptCheckpointException if a value is not finite
   */
  @Override
  public NDArray read(String name, NDManager manager) throws IOException {
    NDArray array = weights.read(names.stored(file.holder(name)), manager);
    NDArray stored = file.parameter(name, array);
    stored.setName(name);
    float greatest = stored.toType(DataType.FLOAT32, false).abs().max().getFloat();
    if (!Float.isFinite(greatest)) {
      throw new CorruptCheckpointException(
          WeightFiles.SINGLE + ": " + name + " has a value that is not finite");
    }
    TrunkNames own = TrunkNames.of(config.family());
    boolean ofTokens =
        name.equals(own.of(TrunkParameter.EMBEDDING))
            || (!config.tiedEmbedding() && name.equals(own.of(TrunkParameter.OUTPUT)));
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
    LfsPointer.refuse(file);
    return Files.readAllBytes(file);
  }
}
