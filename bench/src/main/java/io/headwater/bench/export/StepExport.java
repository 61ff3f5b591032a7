package io.headwater.bench.export;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.headwater.model.ModelConfig;
import io.headwater.model.TaskModule;
import io.headwater.model.checkpoint.internal.Safetensors;
import io.headwater.model.internal.learning.StepRecord;
import io.headwater.model.internal.program.ProgramSource;
import io.headwater.model.learning.ComputeSettings;
import io.headwater.model.learning.OptimizerSettings;
import io.headwater.model.learning.StepResult;
import io.headwater.model.learning.StepSettings;
import io.headwater.model.learning.TrainingRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes the programs and a training step, so that both can run without Java.
 *
 * <p>PyTorch's {@code torch.jit.load} reads the archive, and the record says what to call.
 *
 * <p>A folder holds {@value #PROGRAMS}, the archive; {@value #PARAMETERS}, the parameters before
 * the step; and {@value #STEP}, with {@code tensors} (id, role, name, type, shape, and of an input
 * the values), {@code calls} in order (method, whether with gradients, ids of the tensors of each
 * argument, each a list of tensors, and of the list returned) and {@code result}. The optimizer's
 * state starts as zeros.
 */
public final class StepExport {
  /** Name of the archive of programs. */
  public static final String PROGRAMS = "programs.pt";

  /** Name of the file of parameters before the step. */
  public static final String PARAMETERS = "parameters.safetensors";

  /** Name of the file that records the step's calls. */
  public static final String STEP = "step.json";

  private StepExport() {}

  /**
   * Does the first step of a new learner with AdamW and writes it into an existing folder,
   * overwriting an earlier export.
   *
   * @return the result of the step
   * @throws IOException if a file cannot be written
   * @throws IllegalArgumentException if tasks or rows do not fit the model
   */
  public static StepResult write(
      Path folder,
      ComputeSettings compute,
      ModelConfig config,
      List<TaskModule> tasks,
      List<TrainingRow> rows,
      StepSettings settings)
      throws IOException {
    Files.deleteIfExists(folder.resolve(PARAMETERS)); // the other files are overwritten
    StepRecord step =
        StepRecord.of(
            compute,
            config,
            OptimizerSettings.AdamW.DEFAULT,
            tasks,
            rows,
            settings,
            parameters -> Safetensors.write(folder.resolve(PARAMETERS), parameters));
    Files.write(folder.resolve(PROGRAMS), ProgramSource.archive());
    new ObjectMapper()
        .enable(SerializationFeature.WRITE_ENUMS_USING_TO_STRING)
        .writeValue(folder.resolve(STEP).toFile(), step);
    return step.result();
  }
}
