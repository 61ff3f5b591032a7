package io.headwater.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.model.ModelConfig;
import io.headwater.model.TaskModule;
import io.headwater.model.learning.Learner;
import io.headwater.model.learning.PendingStep;
import io.headwater.model.learning.StepResult;
import io.headwater.model.learning.StepTimes;
import io.headwater.model.learning.TrainingRow;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class StepRunTest {
  private static final List<TaskModule> TASKS = BenchModel.tasks();
  private static final ModelConfig CONFIG = BenchModel.of("tiny", 64).config();

  private final List<List<TrainingRow>> batches = new DrawnRows(TASKS, 64, 1).batches(8, 300);
  private final List<List<TrainingRow>> begun = new ArrayList<>();
  private final List<Integer> begunBeforeAwaited = new ArrayList<>();

  private final Learner learner =
      (Learner)
          Proxy.newProxyInstance(
              Learner.class.getClassLoader(),
              new Class<?>[] {Learner.class},
              (proxy, method, arguments) ->
                  switch (method.getName()) {
                    case "config" -> CONFIG;
                    case "tasks" -> TASKS;
                    case "step" -> begin(arguments[0]).await();
                    case "begin" -> begin(arguments[0]);
                    default -> throw new UnsupportedOperationException(method.getName());
                  });

  @SuppressWarnings("unchecked") // the rows that the interface takes
  private PendingStep begin(Object rows) {
    begun.add((List<TrainingRow>) rows);
    return new PendingStep() {
      @Override
      public boolean isDone() {
        return false;
      }

      @Override
      public StepResult await() {
        begunBeforeAwaited.add(begun.size() - begunBeforeAwaited.size());
        LockSupport.parkNanos(50_000_000);
        return new StepResult(List.of(), List.of(), 1, true, new StepTimes(1, 2, 3, 4));
      }
    };
  }

  @Test
  void shouldWarmUpOnEveryBatch() {
    new StepRun(learner, batches).warmUp();

    assertThat(begun).isEqualTo(batches);
  }

  @Test
  void shouldBeginTheNextStepBeforeItAwaitsTheOneBefore() {
    StepRun run = new StepRun(learner, batches);

    run.run();

    StepRun.Round round = run.rounds().get(0);
    assertThat(round.steps()).isEqualTo(begun.size()).isEqualTo(begunBeforeAwaited.size());
    assertThat(round.times())
        .as("the steps' own times overlap, but for those of the calls")
        .isEqualTo(
            new StepTimes(
                round.nanos() - 9L * round.steps(),
                2L * round.steps(),
                3L * round.steps(),
                4L * round.steps()));
    assertThat(round.work().tokens())
        .isEqualTo(begun.stream().flatMap(List::stream).mapToLong(TrainingRow::tokens).sum());
    assertThat(begunBeforeAwaited.subList(0, begun.size() - 1)).containsOnly(2);
    assertThat(begunBeforeAwaited.get(begun.size() - 1)).as("none is left over").isEqualTo(1);
  }
}
