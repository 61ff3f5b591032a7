package io.headwater.model.pretrained.internal;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.InvalidProtocolBufferException;
import io.headwater.model.checkpoint.CorruptCheckpointException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The graph of an ONNX export of PyTorch. Its nodes and most of its tensors bear the names of the
 * modules they come from; matrices that were transposed on the way do not, and get theirs from the
 * product that uses them.
 */
public final class OnnxGraph {
  private static final String PRODUCT = "MatMul";

  private final String file;
  private final GraphProto graph;
  private final Map<String, Matrix> parameters = new LinkedHashMap<>();

  /**
   * A parameter among the tensors of a graph.
   *
   * @param transposed whether rows and columns are exchanged
   */
  private record Matrix(TensorProto tensor, boolean transposed) {}

  private OnnxGraph(String file, GraphProto graph) {
    this.file = file;
    this.graph = graph;
    Map<String, TensorProto> initializers = new HashMap<>();
    for (TensorProto tensor : graph.getInitializerList()) {
      initializers.put(tensor.getName(), tensor);
      parameters.put(tensor.getName(), new Matrix(tensor, false));
    }
    for (NodeProto node : graph.getNodeList()) {
      if (node.getOpType().equals(PRODUCT)) {
        node.getInputList().stream()
            .map(initializers::get)
            .filter(tensor -> tensor != null && tensor.getDimsCount() == 2)
            .forEach(tensor -> parameters.putIfAbsent(weight(node), new Matrix(tensor, true)));
      }
    }
  }

  /**
   * Reads a graph.
   *
   * @param file name for messages
   * @throws CorruptCheckpointException if it is not an ONNX file
   */
  public static OnnxGraph read(String file, InputStream in) throws IOException {
    GraphProto graph;
    try {
      graph = ModelProto.parseFrom(in).getGraph();
    } catch (InvalidProtocolBufferException e) {
      throw new CorruptCheckpointException(file + ": not an ONNX file");
    }
    if (graph.getNodeCount() == 0) {
      throw new CorruptCheckpointException(file + ": not an ONNX file");
    }
    return new OnnxGraph(file, graph);
  }

  /** Returns the name of the weight of a module's product, as {@code /a/b/MatMul} names it. */
  private static String weight(NodeProto node) {
    String path = path(node);
    int end = path.lastIndexOf('.');
    return (end < 0 ? path : path.substring(0, end)) + ".weight";
  }

  /** Returns a node's name as PyTorch names modules. */
  private static String path(NodeProto node) {
    return node.getName().replaceFirst("^/", "").replace('/', '.');
  }

  /** Returns the names of all parameters. */
  public Iterable<String> names() {
    return parameters.keySet();
  }

  /** Returns the shape of a parameter; empty if there is no such parameter. */
  public Optional<List<Long>> shape(String name) {
    return Optional.ofNullable(parameters.get(name))
        .map(
            matrix -> {
              List<Long> dimensions = matrix.tensor.getDimsList();
              return matrix.transposed
                  ? List.of(dimensions.get(1), dimensions.get(0))
                  : List.copyOf(dimensions);
            });
  }

  /**
   * Returns the values of a parameter, row by row.
   *
   * @throws CorruptCheckpointException if they are not float32, lie in another file, or do not fit
   *     the shape
   */
  public float[] values(String name) throws CorruptCheckpointException {
    Matrix matrix = parameters.get(name);
    TensorProto tensor = matrix.tensor;
    if (tensor.getDataType() != TensorProto.DataType.FLOAT_VALUE) {
      throw refusal(name, "is no float32 tensor; export the model without quantization");
    }
    if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
      throw refusal(name, "lies in another file; export the model in one file");
    }
    float[] values = floats(tensor);
    long size = tensor.getDimsList().stream().mapToLong(Long::longValue).reduce(1, (a, b) -> a * b);
    if (values.length != size) {
      throw refusal(name, "has " + values.length + " values but its shape asks for " + size);
    }
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw refusal(name, "has a value that is not finite");
      }
    }
    return matrix.transposed ? transposed(values, Math.toIntExact(tensor.getDims(0))) : values;
  }

  private CorruptCheckpointException refusal(String name, String why) {
    return new CorruptCheckpointException(file + ": " + name + " " + why);
  }

  private static float[] floats(TensorProto tensor) {
    if (tensor.getRawData().isEmpty()) {
      float[] values = new float[tensor.getFloatDataCount()];
      for (int i = 0; i < values.length; i++) {
        values[i] = tensor.getFloatData(i);
      }
      return values;
    }
    ByteBuffer raw = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    float[] values = new float[raw.remaining() / Float.BYTES];
    raw.asFloatBuffer().get(values);
    return values;
  }

  private static float[] transposed(float[] values, int rows) {
    int columns = values.length / rows;
    float[] turned = new float[values.length];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        turned[j * rows + i] = values[i * columns + j];
      }
    }
    return turned;
  }

  /** Returns whether a module has an operation of a type. */
  public boolean has(String module, String operation) {
    return nodes(module).anyMatch(node -> node.getOpType().equals(operation));
  }

  /** Returns a number that an operation of a module has as an attribute. */
  public Optional<Double> attribute(String module, String operation, String name) {
    return nodes(module)
        .filter(node -> node.getOpType().equals(operation))
        .flatMap(node -> node.getAttributeList().stream())
        .filter(attribute -> attribute.getName().equals(name))
        .map(attribute -> exact(attribute.getF()))
        .findFirst();
  }

  /** Returns the float32 constants of a module that have one element, in the graph's order. */
  public List<Double> numbers(String module) {
    return constants(module)
        .filter(tensor -> tensor.getDataType() == TensorProto.DataType.FLOAT_VALUE)
        .map(OnnxGraph::floats)
        .filter(values -> values.length == 1)
        .map(values -> exact(values[0]))
        .toList();
  }

  /** Returns the elements of a module's integer constants, in the graph's order. */
  public List<Long> integers(String module) {
    List<Long> all = new ArrayList<>();
    constants(module)
        .filter(tensor -> tensor.getDataType() == TensorProto.DataType.INT64_VALUE)
        .forEach(
            tensor -> {
              if (tensor.getRawData().isEmpty()) {
                all.addAll(tensor.getInt64DataList());
              } else {
                ByteBuffer raw =
                    tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
                while (raw.remaining() >= Long.BYTES) {
                  all.add(raw.getLong());
                }
              }
            });
    return all;
  }

  private Stream<TensorProto> constants(String module) {
    return nodes(module)
        .filter(node -> node.getOpType().equals("Constant"))
        .flatMap(node -> node.getAttributeList().stream())
        .filter(AttributeProto::hasT)
        .map(AttributeProto::getT);
  }

  private Stream<NodeProto> nodes(String module) {
    String path = module + ".";
    return graph.getNodeList().stream().filter(node -> path(node).startsWith(path));
  }

  /** Returns the number that a float32 was written as. */
  private static double exact(float value) {
    return Double.parseDouble(Float.toString(value));
  }
}
