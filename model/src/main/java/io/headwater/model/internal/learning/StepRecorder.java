package io.headwater.model.internal.learning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.headwater.model.internal.learning.StepRecord.Call;
import io.headwater.model.internal.learning.StepRecord.Role;
import io.headwater.model.internal.learning.StepRecord.Tensor;
import io.headwater.model.internal.program.Program;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** A program that records its calls. */
final class StepRecorder implements Program {
  private final Program program;
  private final IdentityHashMap<NDArray, Integer> known = new IdentityHashMap<>();
  private final List<Tensor> tensors = new ArrayList<>();
  private final List<Call> calls = new ArrayList<>();

  StepRecorder(Program program) {
    this.program = program;
  }

  /** Names an array, so that its values need not be recorded. */
  void name(NDArray array, Role role, String name) {
    add(array, role, name, List.of());
  }

  List<Tensor> tensors() {
    return List.copyOf(tensors);
  }

  List<Call> calls() {
    return List.copyOf(calls);
  }

  @Override
  public NDList infer(String method, List<NDList> arguments, NDManager owner) {
    List<List<Integer>> taken = taken(arguments);
    NDList results = program.infer(method, arguments, owner);
    calls.add(new Call(method, false, taken, made(results)));
    return results;
  }

  @Override
  public NDList train(String method, List<NDList> arguments, NDManager owner) {
    List<List<Integer>> taken = taken(arguments);
    NDList results = program.train(method, arguments, owner);
    calls.add(new Call(method, true, taken, made(results)));
    return results;
  }

  private List<List<Integer>> taken(List<NDList> arguments) {
    return arguments.stream().map(argument -> argument.stream().map(this::input).toList()).toList();
  }

  private int input(NDArray array) {
    Integer id = known.get(array);
    return id == null ? add(array, Role.INPUT, "", values(array)) : id;
  }

  private List<Integer> made(NDList results) {
    return results.stream().map(array -> add(array, Role.RESULT, "", List.of())).toList();
  }

  private int add(NDArray array, Role role, String name, List<? extends Number> values) {
    int id = tensors.size();
    known.put(array, id);
    String type = array.getDataType().name().toLowerCase(Locale.ROOT);
    List<Long> shape = Arrays.stream(array.getShape().getShape()).boxed().toList();
    tensors.add(new Tensor(id, role, name, type, shape, values));
    return id;
  }

  private static List<? extends Number> values(NDArray array) {
    DataType type = array.getDataType();
    return switch (type) {
      case INT64 -> LongStream.of(array.toLongArray()).boxed().toList();
      case FLOAT64 -> Arrays.stream(array.toDoubleArray()).boxed().toList();
      case FLOAT32 -> {
        float[] values = array.toFloatArray();
        yield IntStream.range(0, values.length).mapToObj(i -> values[i]).toList();
      }
      default -> throw new IllegalArgumentException("a program takes no array of type " + type);
    };
  }

  @Override
  public void close() {
    program.close();
  }
}
