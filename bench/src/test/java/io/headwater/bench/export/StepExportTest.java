package io.headwater.bench.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.headwater.model.ModelConfig;
import io.headwater.model.ModelSizes;
import io.headwater.model.TaskModule;
import io.headwater.model.checkpoint.internal.Safetensors;
import io.headwater.model.internal.network.StoredArrays;
import io.headwater.model.internal.program.Program;
import io.headwater.model.internal.program.ProgramSource;
import io.headwater.model.internal.program.TorchScriptProgram;
import io.headwater.model.learning.ComputeSettings;
import io.headwater.model.learning.RowTarget;
import io.headwater.model.learning.StepResult;
import io.headwater.model.learning.StepSettings;
import io.headwater.model.learning.TrainingRow;
import io.headwater.schemas.TaskKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StepExportTest {
  private static final ModelConfig CONFIG = ModelSizes.tiny(64, 0, 1);
  private static final List<TaskModule> TASKS =
      List.of(
          new TaskModule("topic", TaskKind.CLASSIFICATION, List.of("a", "b"), -1, 16, 0),
          new TaskModule("headline", TaskKind.SUMMARIZATION, List.of(), 2, 16, 8));
  private static final List<TrainingRow> ROWS =
      List.of(
          new TrainingRow(0, new int[] {5, 6, 7}, new RowTarget.Label(1), 1),
          new TrainingRow(1, new int[] {8, 9}, new RowTarget.Text(new int[] {9, 10}), 1));

  @TempDir private Path folder;

  @Test
  void shouldWriteAStepThatComesToTheSameWhenItsCallsAreMadeAgain() throws IOException {
    StepResult result = write();
    JsonNode step = new ObjectMapper().readTree(folder.resolve(StepExport.STEP).toFile());

    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
        Program program = TorchScriptProgram.compile(ProgramSource.network(), manager)) {
      NDList last = replay(step, program, manager);
      assertThat((double) last.get(0).getFloat())
          .isCloseTo(result.gradientNorm(), within(1e-6 * result.gradientNorm()));
      assertThat(last.get(1).getLong()).isPositive();
    }
    assertThat(step.at("/result/gradientNorm").asDouble()).isEqualTo(result.gradientNorm());
    assertThat(step.at("/result/losses/1").asDouble()).isEqualTo(result.losses().get(1));
  }

  @Test
  void shouldWriteTheProgramsAsAnArchive() throws IOException {
    write();
    assertThat(Files.readAllBytes(folder.resolve(StepExport.PROGRAMS)))
        .isEqualTo(ProgramSource.archive());
  }

  @Test
  void shouldWriteOverAnEarlierStep() throws IOException {
    StepResult first = write();
    assertThat(write().losses()).isEqualTo(first.losses());
  }

  private StepResult write() throws IOException {
    return StepExport.write(
        folder,
        ComputeSettings.on(Device.cpu()),
        CONFIG,
        TASKS,
        ROWS,
        new StepSettings(1e-3, 1, List.of(1.0, 0.5), 3));
  }

  /** Makes the calls with nothing but what the folder holds, and returns the last one's results. */
  private NDList replay(JsonNode step, Program program, NDManager manager) throws IOException {
    StoredArrays parameters =
        new StoredArrays(Safetensors.read(manager, folder.resolve(StepExport.PARAMETERS)));
    List<NDArray> tensors = new ArrayList<>();
    for (JsonNode tensor : step.get("tensors")) {
      tensors.add(tensor(tensor, parameters, manager));
    }
    NDList results = new NDList();
    for (JsonNode call : step.get("calls")) {
      List<NDList> arguments = new ArrayList<>();
      for (JsonNode ids : call.get("arguments")) {
        NDList argument = new NDList();
        ids.forEach(id -> argument.add(tensors.get(id.asInt())));
        arguments.add(argument);
      }
      results = program.train(call.get("method").asText(), arguments, manager);
      assertThat(results).hasSameSizeAs(call.get("results"));
      for (int i = 0; i < results.size(); i++) {
        tensors.set(call.get("results").get(i).asInt(), results.get(i));
      }
    }
    return results;
  }

  private static NDArray tensor(JsonNode tensor, StoredArrays parameters, NDManager manager) {
    List<Long> dimensions = new ArrayList<>();
    tensor.get("shape").forEach(length -> dimensions.add(length.asLong()));
    Shape shape = new Shape(dimensions);
    List<Double> values = new ArrayList<>();
    tensor.get("values").forEach(value -> values.add(value.asDouble()));
    double[] numbers = values.stream().mapToDouble(Double::doubleValue).toArray();
    return switch (tensor.get("role").asText()) {
      case "parameter" -> parameters.get(tensor.get("name").asText());
      case "input" ->
          manager
              .create(numbers)
              .reshape(shape)
              .toType(DataType.valueOf(tensor.get("type").asText().toUpperCase(Locale.ROOT)), true);
      default -> manager.zeros(shape); // the optimizer's, or a result's place
    };
  }
}
