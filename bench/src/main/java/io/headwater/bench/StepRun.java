package io.headwater.bench;

import io.headwater.model.ModelConfig;
import io.headwater.model.TaskModule;
import io.headwater.model.internal.reference.StepWork;
import io.headwater.model.learning.Learner;
import io.headwater.model.learning.PendingStep;
import io.headwater.model.learning.StepSettings;
import io.headwater.model.learning.StepTimes;
import io.headwater.model.learning.TaskWeights;
import io.headwater.model.learning.TrainingRow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Times a learner's steps over the same batches, repeated. */
final class StepRun implements Rounds.Contender {
  private static final double RATE = 1e-4;
  private static final double CLIP = 1;

  /** Least time of a round, so that one hiccup does not dominate a round of short steps. */
  private static final long LEAST_NANOS = 500_000_000;

  /**
   * The steps of one round.
   *
   * @param steps number of steps
   * @param work arithmetic of the steps
   * @param nanos time of the round, in nanoseconds
   * @param times that time by part of the step
   */
  record Round(int steps, StepWork work, long nanos, StepTimes times) {
    double tokensPerSecond() {
      return work.tokens() * 1e9 / nanos;
    }

    double flopsPerSecond() {
      return work.flops() * 1e9 / nanos;
    }
  }

  private final Learner learner;
  private final List<List<TrainingRow>> batches;
  private final List<StepWork> works;
  private final StepSettings settings;
  private final List<Round> rounds = new ArrayList<>();
  private int next;

  StepRun(Learner learner, List<List<TrainingRow>> batches) {
    this.learner = learner;
    this.batches = batches;
    this.works = works(learner.config(), learner.tasks(), batches);
    this.settings =
        new StepSettings(RATE, CLIP, new TaskWeights.Given(equal(learner.tasks().size())), 1);
  }

  static List<StepWork> works(
      ModelConfig config, List<TaskModule> tasks, List<List<TrainingRow>> batches) {
    return batches.stream().map(rows -> StepWork.of(config, tasks, rows)).toList();
  }

  private static List<Double> equal(int tasks) {
    return Collections.nCopies(tasks, 1.0);
  }

  /** Does a step with every batch, because a shape's first steps compile the programs. */
  void warmUp() {
    batches.forEach(batch -> learner.step(batch, settings));
  }

  /**
   * Runs a round and returns its operations per second.
   *
   * <p>Like the trainer, it begins a step before it waits for the previous one.
   */
  @Override
  public double run() {
    StepWork work = StepWork.NONE;
    StepTimes times = new StepTimes(0, 0, 0, 0);
    int steps = 0;
    long start = System.nanoTime();
    PendingStep pending = begin();
    boolean more;
    do {
      work = work.plus(works.get(next));
      next = (next + 1) % batches.size();
      steps++;
      more = System.nanoTime() - start < LEAST_NANOS;
      PendingStep begun = pending;
      if (more) {
        pending = begin();
      }
      times = sum(times, begun.await().times());
    } while (more);
    long nanos = System.nanoTime() - start;
    rounds.add(new Round(steps, work, nanos, overlapping(times, nanos)));
    return rounds.get(rounds.size() - 1).flopsPerSecond();
  }

  /**
   * Corrects the host's time for overlapping steps: it is the time that no other part accounts for.
   */
  private static StepTimes overlapping(StepTimes sum, long nanos) {
    return new StepTimes(
        nanos - sum.forward() - sum.backward() - sum.optimizer(),
        sum.forward(),
        sum.backward(),
        sum.optimizer());
  }

  private PendingStep begin() {
    return learner.begin(batches.get(next), settings);
  }

  private static StepTimes sum(StepTimes a, StepTimes b) {
    return new StepTimes(
        a.host() + b.host(),
        a.forward() + b.forward(),
        a.backward() + b.backward(),
        a.optimizer() + b.optimizer());
  }

  /** Returns all rounds so far, warm-up rounds first. */
  List<Round> rounds() {
    return List.copyOf(rounds);
  }

  /** Returns the sum of some rounds. */
  static Round sum(List<Round> rounds) {
    return rounds.stream()
        .reduce(
            new Round(0, StepWork.NONE, 0, new StepTimes(0, 0, 0, 0)),
            (a, b) ->
                new Round(
                    a.steps() + b.steps(),
                    a.work().plus(b.work()),
                    a.nanos() + b.nanos(),
                    sum(a.times(), b.times())));
  }
}
