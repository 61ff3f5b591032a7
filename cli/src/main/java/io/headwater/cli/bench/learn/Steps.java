package io.headwater.cli.bench.learn;

import io.headwater.model.TaskModule;
import io.headwater.model.learning.Learner;
import io.headwater.model.learning.StepResult;
import io.headwater.model.learning.StepSettings;
import io.headwater.trainer.TrainerConfig;
import io.headwater.trainer.batch.Batch;
import io.headwater.trainer.batch.PreparedRow;
import io.headwater.trainer.batch.StepSeeds;
import io.headwater.trainer.schedule.LearningRateSchedule;
import io.headwater.trainer.weighting.StepLosses;
import io.headwater.trainer.weighting.TaskWeighting;
import io.headwater.trainer.weighting.WeightNormalizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The steps of a run, as its configuration has them. */
final class Steps {
  private final Corpus corpus;
  private final Learner learner;
  private final TaskWeighting.ByHistory weighting;
  private final LearningRateSchedule schedule;
  private final double clipNorm;
  private final StepSeeds seeds;

  Steps(Corpus corpus, Learner learner, TrainerConfig config) {
    this.corpus = corpus;
    this.learner = learner;
    this.weighting = (TaskWeighting.ByHistory) config.weighting().create();
    this.schedule = config.optimizer().schedule();
    this.clipNorm = config.optimizer().clipNorm();
    this.seeds = new StepSeeds(config.getLong(TrainerConfig.SEED));
  }

  StepResult step(Batch batch) {
    List<TaskModule> tasks = learner.tasks();
    List<String> present = new ArrayList<>();
    List<Integer> indices = new ArrayList<>();
    for (int i = 0; i < tasks.size(); i++) {
      int task = i;
      if (batch.rows().stream().anyMatch(row -> row.row().task() == task)) {
        present.add(tasks.get(i).task());
        indices.add(i);
      }
    }
    List<Double> shares = WeightNormalizer.DEFAULT.normalize(weighting.weights(present));
    List<Double> weights = new ArrayList<>(Collections.nCopies(tasks.size(), 0.0));
    for (int i = 0; i < present.size(); i++) {
      int task = indices.get(i);
      weights.set(task, shares.get(i) * corpus.tasks().get(task).adopted().spec().getLossWeight());
    }
    StepResult result =
        learner.step(
            batch.rows().stream().map(PreparedRow::row).toList(),
            new StepSettings(
                schedule.rate(batch.step()), clipNorm, weights, seeds.step(batch.step())));
    if (result.applied()) {
      weighting.observe(
          new StepLosses(present, indices.stream().map(result.losses()::get).toList()));
    }
    return result;
  }
}
