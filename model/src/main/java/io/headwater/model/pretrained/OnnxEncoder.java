package io.headwater.model.pretrained;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.headwater.model.Activation;
import io.headwater.model.ModelConfig;
import io.headwater.model.Pooling;
import io.headwater.model.TrunkFamily;
import io.headwater.model.TrunkFamily.AttentionBias;
import io.headwater.model.checkpoint.CorruptCheckpointException;
import io.headwater.model.checkpoint.internal.ConfigJson;
import io.headwater.model.checkpoint.internal.FileDigests;
import io.headwater.model.checkpoint.internal.Folders;
import io.headwater.model.checkpoint.internal.PoolingFiles;
import io.headwater.model.checkpoint.internal.Safetensors;
import io.headwater.model.checkpoint.internal.TokenizerFiles;
import io.headwater.model.checkpoint.internal.TrunkCheck;
import io.headwater.model.internal.layout.TrunkArrays.LayerParameter;
import io.headwater.model.internal.layout.TrunkArrays.TrunkParameter;
import io.headwater.model.internal.network.ParameterSpec;
import io.headwater.model.internal.network.TrunkLayout;
import io.headwater.model.internal.network.TrunkNames;
import io.headwater.model.pretrained.internal.ExportSource;
import io.headwater.model.pretrained.internal.OnnxGraph;
import io.headwater.model.pretrained.internal.WeightFiles;
import io.headwater.model.tokenizer.internal.EncoderTokens;
import io.headwater.model.tokenizer.internal.ReservedTokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * An encoder of the BERT layout that was exported to ONNX, to start a model from or to be written
 * as a folder that {@code transformers} loads.
 *
 * <p>Needs {@code org.tribuo:tribuo-util-onnx} on the class path.
 */
public final class OnnxEncoder implements PretrainedTrunk {
  private static final TrunkNames NAMES = TrunkNames.of(TrunkFamily.BERT);
  private static final String EMBEDDING = NAMES.of(TrunkParameter.EMBEDDING);
  private static final String FIRST_QUERY = NAMES.of(0, LayerParameter.QUERY);

  private final ExportSource source;
  private final OnnxGraph graph;
  private final String prefix;
  private final ReservedTokens tokens;
  private final ModelConfig config;
  private final Map<String, Shape> shapes;

  private OnnxEncoder(ExportSource source, OptionalInt heads, Pooling pooling)
      throws CorruptCheckpointException {
    this.source = source;
    this.graph = source.graph();
    this.prefix = prefix(source);
    try {
      this.tokens = EncoderTokens.of(source.tokenizerJson(), OptionalInt.empty(), true);
      this.config = config(heads, pooling);
    } catch (IllegalArgumentException e) {
      throw new CorruptCheckpointException(source.file() + ": " + e.getMessage());
    }
    this.shapes = shapes();
  }

  /**
   * Opens an export and checks that it is one of the BERT layout, with every tensor of the right
   * shape.
   *
   * @param path an .onnx file with a {@code tokenizer.json} beside it, or a jar that holds both
   * @param heads number of attention heads, if the graph does not tell
   * @param pooling how the encoder's states are pooled
   * @throws CorruptCheckpointException if it is something else; the message is one sentence
   */
  public static OnnxEncoder open(Path path, OptionalInt heads, Pooling pooling) throws IOException {
    return new OnnxEncoder(ExportSource.open(path), heads, pooling);
  }

  /** Returns what stands before the names of the encoder, such as {@code bert.}. */
  private static String prefix(ExportSource source) throws CorruptCheckpointException {
    for (String name : source.graph().names()) {
      if (name.endsWith(EMBEDDING)) {
        return name.substring(0, name.length() - EMBEDDING.length());
      }
    }
    throw new CorruptCheckpointException(
        source.file() + ": no export of a BERT encoder: " + EMBEDDING + " is missing");
  }

  private ModelConfig config(OptionalInt givenHeads, Pooling pooling)
      throws CorruptCheckpointException {
    List<Long> words = shape(EMBEDDING);
    int hidden = Math.toIntExact(words.get(1));
    int heads = givenHeads.isPresent() ? givenHeads.getAsInt() : heads(hidden);
    if (heads < 1 || hidden % heads != 0) {
      throw new IllegalArgumentException(
          "heads are %d but must divide the width of %d".formatted(heads, hidden));
    }
    return new ModelConfig(
        Math.toIntExact(words.get(0)),
        hidden,
        Math.toIntExact(shape(NAMES.of(0, LayerParameter.UP)).get(0)),
        layers(),
        heads,
        heads,
        hidden / heads,
        Math.toIntExact(shape(NAMES.of(TrunkParameter.POSITION_EMBEDDING)).get(0)),
        Optional.empty(),
        epsilon(),
        true,
        1,
        tokens.padToken(),
        tokens.endToken(),
        TrunkFamily.BERT,
        AttentionBias.ALL,
        activation(),
        Math.toIntExact(shape(NAMES.of(TrunkParameter.TYPE_EMBEDDING)).get(0)),
        pooling);
  }

  private List<Long> shape(String name) throws CorruptCheckpointException {
    return graph
        .shape(prefix + name)
        .filter(shape -> shape.size() == 2)
        .orElseThrow(
            () ->
                new CorruptCheckpointException(
                    source.file()
                        + ": no export of a BERT encoder: "
                        + name
                        + " is missing or no matrix"));
  }

  private int layers() {
    int layers = 0;
    while (graph.shape(prefix + NAMES.of(layers, LayerParameter.QUERY)).isPresent()) {
      layers++;
    }
    return layers;
  }

  /** Returns the number of heads: the graph reshapes queries to heads times the size of a head. */
  private int heads(int hidden) {
    String attention = prefix + FIRST_QUERY.substring(0, FIRST_QUERY.indexOf(".query"));
    List<Long> constants = graph.integers(attention);
    Set<Long> found = new LinkedHashSet<>();
    for (int i = 0; i + 1 < constants.size(); i++) {
      long heads = constants.get(i);
      if (heads > 1 && constants.get(i + 1) > 1 && heads * constants.get(i + 1) == hidden) {
        found.add(heads);
      }
    }
    if (found.size() != 1) {
      throw new IllegalArgumentException(
          "the graph does not tell the number of attention heads; name it with --heads");
    }
    return Math.toIntExact(found.iterator().next());
  }

  private double epsilon() {
    String norm = NAMES.of(TrunkParameter.EMBEDDING_NORM);
    String module = prefix + norm.substring(0, norm.lastIndexOf('.'));
    return graph
        .attribute(module, "LayerNormalization", "epsilon")
        .or(
            () ->
                graph.numbers(module).stream()
                    .filter(number -> number > 0 && number < 0.01)
                    .findFirst())
        .orElseThrow(
            () -> new IllegalArgumentException("the graph does not tell the epsilon of its norms"));
  }

  private Activation activation() {
    String up = NAMES.of(0, LayerParameter.UP);
    String module = prefix + up.substring(0, up.indexOf(".dense"));
    if (graph.has(module, "Erf")) {
      return Activation.GELU;
    } else if (graph.has(module, "Tanh")) {
      return Activation.GELU_TANH;
    }
    throw new IllegalArgumentException(
        "the activation of its layers is neither GELU nor GELU with a hyperbolic tangent");
  }

  /** Returns the shape of every parameter, all of which are as the configuration asks. */
  private Map<String, Shape> shapes() throws CorruptCheckpointException {
    if (tokens.size() > config.vocabularySize()) {
      throw new CorruptCheckpointException(
          "%s: the embedding has %d rows but the tokenizer has %d tokens"
              .formatted(source.file(), config.vocabularySize(), tokens.size()));
    }
    Map<String, Shape> found = new LinkedHashMap<>();
    for (ParameterSpec spec : TrunkLayout.of(config)) {
      graph
          .shape(prefix + spec.name())
          .map(shape -> new Shape(shape.stream().mapToLong(Long::longValue).toArray()))
          .ifPresent(shape -> found.put(spec.name(), shape));
    }
    TrunkCheck.check(source.file(), config, found);
    return found;
  }

  @Override
  public ModelConfig config() {
    return config;
  }

  @Override
  public byte[] tokenizerJson() {
    return tokens.json();
  }

  @Override
  public List<String> origin() {
    return source.origin();
  }

  /** Returns nothing: an export is taken as it is. */
  @Override
  public List<String> remarks() {
    return List.of();
  }

  @Override
  public Map<String, String> digests() throws IOException {
    String digest = FileDigests.of(source.path().toRealPath()).sha256();
    return Map.of(source.path().getFileName().toString(), digest);
  }

  /**
   * {@inheritDoc}
   *
   * @throws CorruptCheckpointException if its values are not float32 or not finite
   */
  @Override
  public NDArray read(String name, NDManager manager) throws IOException {
    float[] values = graph.values(prefix + name);
    NDArray array = manager.create(values, shapes.get(name));
    array.setName(name);
    return array;
  }

  /** Does nothing: everything was read when the export was opened. */
  @Override
  public void close() {}

  /**
   * Writes the encoder as a folder of the Hugging Face layout.
   *
   * @param folder a folder that does not exist yet
   * @throws CorruptCheckpointException if a weight is not finite
   */
  public void write(Path folder) throws IOException {
    Path absolute = folder.toAbsolutePath();
    Files.createDirectories(absolute.getParent());
    Path partial = absolute.resolveSibling("." + absolute.getFileName() + "~");
    Folders.delete(partial);
    Files.createDirectory(partial);
    try {
      fill(partial);
      Files.move(partial, absolute);
    } catch (IOException | RuntimeException e) {
      Folders.delete(partial);
      throw e;
    }
  }

  private void fill(Path folder) throws IOException {
    byte[] tokenizer = tokens.json();
    Files.write(folder.resolve(ConfigJson.FILE), ConfigJson.encode(config));
    Files.write(folder.resolve(TokenizerFiles.TOKENIZER), tokenizer);
    Files.write(
        folder.resolve(TokenizerFiles.TOKENIZER_CONFIG),
        TokenizerFiles.tokenizerConfig(config, tokenizer));
    PoolingFiles.write(folder, config.pooling(), config.hiddenSize());
    Files.writeString(folder.resolve("README.md"), readme());
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      NDList arrays = new NDList();
      for (ParameterSpec spec : TrunkLayout.of(config)) {
        arrays.add(read(spec.name(), manager));
      }
      Safetensors.write(folder.resolve(WeightFiles.SINGLE), arrays);
    }
  }

  private String readme() {
    StringBuilder text = new StringBuilder("# Encoder imported from an ONNX export\n\n");
    text.append("Weights and tokenizer are those of `").append(source.file()).append("`,");
    text.append(" unchanged but for truncation and padding of the tokenizer, which are off.\n\n");
    source.origin().forEach(line -> text.append("- ").append(line).append('\n'));
    if (!source.note().isEmpty()) {
      text.append("\nThe README beside them says:\n\n").append(source.note()).append('\n');
    }
    return text.toString();
  }
}
