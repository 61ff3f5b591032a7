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

/** Steps of a learner over the same batches again and again, timed. */
final class StepRun implements Rounds.Contender {
  private static final double RATE = 1e-4;
  private static final double CLIP = 1;

  /** A round of short steps goes on for so long, so that one hiccup is not all of it. */
  private static final long LEAST_NANOS = 500_000_000;

  /**
   * A round.
   *
   * @param steps number of steps
   * @param work their arithmetic
   * @param nanos their time
   * @param times where it went
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

  /** Does a step with every batch: a shape's first steps compile what the later ones run. */
  void warmUp() {
    batches.forEach(batch -> learner.step(batch, settings));
  }

  /**
   * Steps through the batches as the trainer does, which begins a step before it waits for the one
   * before, and returns the operations a second.
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
   * A step's own clock goes on while the next is begun; what is in no call of either is the host's.
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

  /** Returns all rounds so far, those to warm up first. */
  List<Round> rounds() {
    return List.copyOf(rounds);
  }

  /** Returns a round that adds up some. */
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
