package io.headwater.model.pretrained;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import io.headwater.model.Pooling;
import io.headwater.model.checkpoint.CorruptCheckpointException;
import io.headwater.model.checkpoint.internal.FileDigests;
import io.headwater.model.checkpoint.internal.Safetensors;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Imports what PyTorch's exporter would make of the small encoder among the test's resources. */
class OnnxEncoderTest {
  private static final Path ENCODER = PretrainedFolders.path("bert");
  private static final OptionalInt UNKNOWN = OptionalInt.empty();

  @TempDir Path root;
  private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
  private NDList weights;

  @BeforeEach
  void load() throws IOException {
    weights = Safetensors.read(manager, ENCODER.resolve("model.safetensors"));
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void shouldWriteTheFolderThatWasExported() throws IOException {
    Path folder = root.resolve("imported");
    OnnxEncoder encoder = OnnxEncoder.open(jar(graph("")), UNKNOWN, Pooling.FIRST);
    encoder.write(folder);

    assertThat(encoder.origin())
        .containsExactly(
            "jar: encoder.jar", "licence: A Licence", "artifact: org.example:encoder:1.0");
    assertThat(folder.resolve("README.md"))
        .content()
        .contains("`model.onnx`", "- licence: A Licence", "Card: https://example.org");
    try (PretrainedFolder imported = PretrainedFolder.open(folder, 1);
        PretrainedFolder original = PretrainedFolder.open(ENCODER, 1)) {
      assertThat(imported.config()).isEqualTo(original.config());
      for (NDArray array : weights) {
        assertThat(imported.read(array.getName(), manager).contentEquals(array)).isTrue();
      }
      assertThat(imported.remarks()).isEmpty();
    }
    assertThat(root.toFile().list()).containsExactlyInAnyOrder("encoder.jar", "imported");
  }

  @Test
  void shouldBeAStartOfItsOwn() throws IOException {
    Path jar = jar(graph("bert."));
    try (PretrainedTrunk export = PretrainedTrunk.open(jar, 1);
        PretrainedTrunk original = PretrainedTrunk.open(ENCODER, 1)) {
      assertThat(export.config()).isEqualTo(original.config().withPooling(Pooling.MEAN));
      assertThat(export.tokenizerJson()).isEqualTo(original.tokenizerJson());
      assertThat(export.origin()).contains("licence: A Licence");
      assertThat(export.digests()).containsOnly(entry("encoder.jar", FileDigests.of(jar).sha256()));
      for (NDArray array : weights) {
        NDArray read = export.read(array.getName(), manager);
        assertThat(read.getName()).isEqualTo(array.getName());
        assertThat(read.contentEquals(array)).isTrue();
      }
    }
  }

  @Test
  void shouldReadAFileWithItsTokenizerBesideIt() throws IOException {
    Path file = root.resolve("some.onnx");
    Files.write(file, graph("bert."));
    assertRefused(file, UNKNOWN, "tokenizer.json: missing beside some.onnx");

    Files.copy(ENCODER.resolve("tokenizer.json"), root.resolve("tokenizer.json"));
    OnnxEncoder encoder = OnnxEncoder.open(file, UNKNOWN, Pooling.MEAN);
    assertThat(encoder.config().heads()).isEqualTo(4);
    assertThat(encoder.config().pooling()).isEqualTo(Pooling.MEAN);
    assertThat(encoder.origin()).containsExactly("file: some.onnx");
  }

  @Test
  void shouldAskForTheHeadsIfTheGraphDoesNotTellThem() throws IOException {
    byte[] silent =
        graph(
            "",
            node ->
                node.getOpType().equals("Constant") && !node.getName().contains("LayerNorm")
                    ? NodeProto.getDefaultInstance()
                    : node,
            tensor -> tensor);
    assertRefused(
        jar(silent),
        UNKNOWN,
        "model.onnx: the graph does not tell the number of attention heads; name it with --heads");
    assertRefused(
        jar(silent), OptionalInt.of(3), "model.onnx: heads are 3 but must divide the width of 16");
    assertThat(OnnxEncoder.open(jar(silent), OptionalInt.of(2), Pooling.MEAN).config().headSize())
        .isEqualTo(8);
  }

  @Test
  void shouldSayWhatIsNoExportOfAnEncoder() throws IOException {
    Path text = Files.writeString(root.resolve("text.onnx"), "no model");
    Files.copy(ENCODER.resolve("tokenizer.json"), root.resolve("tokenizer.json"));
    assertRefused(text, UNKNOWN, "text.onnx: not an ONNX file");
    assertRefused(
        Files.writeString(root.resolve("text.jar"), "no jar"),
        UNKNOWN,
        "text.jar: neither an .onnx file nor a jar");

    UnaryOperator<NodeProto> same = node -> node;
    String layer = "encoder.layer.1.";
    assertRefused(
        jar(graph("", same, t -> t.getName().contains("word_embeddings") ? named(t, "w") : t)),
        UNKNOWN,
        "model.onnx: no export of a BERT encoder: embeddings.word_embeddings.weight is missing");
    assertRefused(
        jar(graph("", same, t -> t.getName().startsWith(layer) ? named(t, "w") : t)),
        UNKNOWN,
        "model.onnx: encoder.layer.1.attention.output.LayerNorm.weight is missing (and 9 more)");
    assertRefused(
        jar(
            graph(
                "",
                same,
                t ->
                    t.getName().endsWith("output.dense.bias")
                        ? t.toBuilder().setDims(0, 2).build()
                        : t)),
        UNKNOWN,
        "model.onnx: encoder.layer.0.attention.output.dense.bias has the shape (2) but config.json"
            + " asks for (16)");
  }

  @Test
  void shouldWriteNothingOfWeightsItCannotTake() throws IOException {
    Path folder = root.resolve("imported");
    OnnxEncoder quantized =
        OnnxEncoder.open(
            jar(
                graph(
                    "",
                    node -> node,
                    t ->
                        t.getName().equals("embeddings.LayerNorm.bias")
                            ? t.toBuilder().setDataType(TensorProto.DataType.INT8_VALUE).build()
                            : t)),
            UNKNOWN,
            Pooling.MEAN);
    assertThatExceptionOfType(CorruptCheckpointException.class)
        .isThrownBy(() -> quantized.write(folder))
        .withMessage(
            "model.onnx: embeddings.LayerNorm.bias is no float32 tensor; export the model without"
                + " quantization");
    assertThat(root.toFile().list()).containsExactly("encoder.jar");
  }

  private void assertRefused(Path file, OptionalInt heads, String message) {
    assertThatExceptionOfType(CorruptCheckpointException.class)
        .isThrownBy(() -> OnnxEncoder.open(file, heads, Pooling.MEAN))
        .withMessage(message);
  }

  private static TensorProto named(TensorProto tensor, String name) {
    return tensor.toBuilder().setName(name + tensor.hashCode()).build();
  }

  private byte[] graph(String prefix) {
    return graph(prefix, node -> node, tensor -> tensor);
  }

  /** Returns a graph whose matrices are transposed and named by number, as PyTorch writes them. */
  private byte[] graph(
      String prefix, UnaryOperator<NodeProto> nodes, UnaryOperator<TensorProto> tensors) {
    GraphProto.Builder graph = GraphProto.newBuilder();
    int next = 100;
    for (NDArray array : weights) {
      String name = prefix + array.getName();
      boolean linear = name.contains("encoder") && array.getShape().dimension() == 2;
      NDArray stored = linear ? array.transpose().duplicate() : array;
      TensorProto.Builder tensor =
          TensorProto.newBuilder()
              .setName(linear ? "onnx::MatMul_" + next++ : name)
              .setDataType(TensorProto.DataType.FLOAT_VALUE)
              .setRawData(bytes(stored.toFloatArray()));
      for (long dimension : stored.getShape().getShape()) {
        tensor.addDims(dimension);
      }
      graph.addInitializer(tensors.apply(tensor.build()));
      if (linear) {
        String path =
            "/" + name.replace(".weight", "").replace('.', '/').replace("layer/", "layer.");
        graph.addNode(
            nodes.apply(
                NodeProto.newBuilder()
                    .setName(path + "/MatMul")
                    .setOpType("MatMul")
                    .addInput("x")
                    .addInput(tensor.getName())
                    .build()));
      }
    }
    String at = "/" + prefix.replace('.', '/');
    String self = at + "encoder/layer.0/attention/self/Constant_";
    graph.addNode(nodes.apply(constant(self + 1, integers(4))));
    graph.addNode(nodes.apply(constant(self + 2, integers(4))));
    graph.addNode(nodes.apply(constant(self + 3, integers(1, 16))));
    graph.addNode(nodes.apply(constant(at + "embeddings/LayerNorm/Constant", numbers(2f))));
    graph.addNode(nodes.apply(constant(at + "embeddings/LayerNorm/Constant_1", numbers(1e-12f))));
    graph.addNode(
        NodeProto.newBuilder()
            .setName(at + "encoder/layer.0/intermediate/intermediate_act_fn/Erf")
            .setOpType("Erf"));
    return ModelProto.newBuilder().setGraph(graph).build().toByteArray();
  }

  private static NodeProto constant(String name, TensorProto value) {
    return NodeProto.newBuilder()
        .setName(name)
        .setOpType("Constant")
        .addAttribute(AttributeProto.newBuilder().setName("value").setT(value))
        .build();
  }

  private static TensorProto integers(long... values) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setDataType(TensorProto.DataType.INT64_VALUE)
            .addDims(values.length);
    for (long value : values) {
      tensor.addInt64Data(value);
    }
    return tensor.build();
  }

  private static TensorProto numbers(float value) {
    return TensorProto.newBuilder()
        .setDataType(TensorProto.DataType.FLOAT_VALUE)
        .setRawData(bytes(new float[] {value}))
        .build();
  }

  private static ByteString bytes(float[] values) {
    ByteBuffer buffer =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    buffer.asFloatBuffer().put(values);
    return ByteString.copyFrom(buffer);
  }

  private Path jar(byte[] model) throws IOException {
    Path jar = root.resolve("encoder.jar");
    try (OutputStream out = Files.newOutputStream(jar);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      put(zip, "README", "Card: https://example.org".getBytes(UTF_8));
      put(
          zip,
          "META-INF/maven/org.example/encoder/pom.xml",
          "<license>\n <name>A Licence</name></license>".getBytes(UTF_8));
      put(
          zip,
          "META-INF/maven/org.example/encoder/pom.properties",
          "groupId=org.example\nartifactId=encoder\nversion=1.0\n".getBytes(UTF_8));
      put(zip, "model.onnx", model);
      put(zip, "model-tokenizer.json", Files.readAllBytes(ENCODER.resolve("tokenizer.json")));
    }
    return jar;
  }

  private static void put(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(bytes);
    zip.closeEntry();
  }
}
