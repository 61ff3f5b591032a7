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
import io.headwater.trainer.weighting.TaskWeighting;
import io.headwater.trainer.weighting.WeightNormalizer;
import io.headwater.trainer.weighting.Weightings;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The steps of a run, as its configuration has them. */
final class Steps {
  private final Corpus corpus;
  private final Learner learner;
  private final TaskWeighting weighting;
  private final LearningRateSchedule schedule;
  private final double clipNorm;
  private final StepSeeds seeds;

  Steps(Corpus corpus, Learner learner, TrainerConfig config) {
    this.corpus = corpus;
    this.learner = learner;
    this.weighting = Weightings.create(config.getString(TrainerConfig.WEIGHTING_STRATEGY));
    this.schedule = config.optimizer().schedule();
    this.clipNorm = config.optimizer().clipNorm();
    this.seeds = new StepSeeds(config.getLong(TrainerConfig.SEED));
  }

  StepResult step(Batch batch) {
    List<TaskModule> tasks = learner.tasks();
    List<Boolean> present = new ArrayList<>();
    List<Double> raw = new ArrayList<>();
    for (int i = 0; i < tasks.size(); i++) {
      int task = i;
      present.add(batch.rows().stream().anyMatch(row -> row.row().task() == task));
      raw.add(weighting.weight(tasks.get(i).task()));
    }
    List<Double> weights = new ArrayList<>(WeightNormalizer.DEFAULT.normalize(raw, present));
    for (int i = 0; i < tasks.size(); i++) {
      weights.set(i, weights.get(i) * corpus.tasks().get(i).adopted().spec().getLossWeight());
    }
    StepResult result =
        learner.step(
            batch.rows().stream().map(PreparedRow::row).toList(),
            new StepSettings(
                schedule.rate(batch.step()), clipNorm, weights, seeds.step(batch.step())));
    if (result.applied()) {
      SortedMap<String, Double> losses = new TreeMap<>();
      for (int i = 0; i < tasks.size(); i++) {
        if (present.get(i)) {
          losses.put(tasks.get(i).task(), result.losses().get(i));
        }
      }
      weighting.observe(losses);
    }
    return result;
  }
}
