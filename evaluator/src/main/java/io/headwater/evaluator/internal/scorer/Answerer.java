package io.headwater.evaluator.internal.scorer;

import io.headwater.evaluator.internal.scorer.LoadedVersions.Loaded;
import io.headwater.evaluator.internal.scorer.ScoringBatch.Group;
import io.headwater.evaluator.internal.scorer.ScoringBatch.Item;
import io.headwater.model.serving.Answer;
import io.headwater.model.serving.PredictionOutput;
import io.headwater.schemas.Prediction;
import io.headwater.schemas.Split;
import io.headwater.schemas.contract.Question;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns examples into predictions; used by one thread. */
final class Answerer {
  private static final Logger log = LoggerFactory.getLogger(Answerer.class);
  private static final double NANOS_PER_MILLI = 1e6;

  private final ScorerSettings settings;
  private final Announcements announcements;

  Answerer(ScorerSettings settings, Announcements announcements) {
    this.settings = settings;
    this.announcements = announcements;
  }

  /**
   * Adds the model's answers to all examples of the batch.
   *
   * @param closed reaches zero when the batch must be given up
   * @return false if the batch was given up
   */
  boolean answer(ScoringBatch batch, CountDownLatch closed) {
    long start = System.nanoTime();
    for (Map.Entry<Group, List<Item>> entry : batch.groups().entrySet()) {
      List<Item> items = entry.getValue();
      for (int from = 0; from < items.size(); from += settings.batchSize()) {
        if (closed.getCount() == 0) {
          return false;
        }
        int to = Math.min(from + settings.batchSize(), items.size());
        answer(entry.getKey(), items.subList(from, to), start, batch);
      }
    }
    return true;
  }

  private void answer(Group group, List<Item> items, long start, ScoringBatch batch) {
    List<Question> questions =
        items.stream()
            .map(
                item ->
                    new Question(
                        item.example().getText(),
                        Optional.ofNullable(item.example().getTextPair())))
            .toList();
    List<Answer> answers;
    try {
      answers = group.version().model().answer(group.task(), questions);
    } catch (RuntimeException e) {
      if (items.size() == 1) {
        log.warn("Version {} fails on {}", group.version().version(), items.get(0).origin(), e);
        batch.tally().skip(SkipReason.FAILED);
      } else {
        log.warn("Version {} fails on a batch; trying one by one", group.version().version(), e);
        items.forEach(item -> answer(group, List.of(item), start, batch));
      }
      return;
    }
    for (int i = 0; i < items.size(); i++) {
      add(group.version(), items.get(i), answers.get(i), start, batch);
    }
  }

  private void add(Loaded version, Item item, Answer answer, long start, ScoringBatch batch) {
    long newest = announcements.newest().orElse(version.version());
    batch
        .tally()
        .score(
            item.example().getTask(),
            item.partition(),
            version.version(),
            newest - version.version());
    batch
        .predictions()
        .add(
            prediction(item, answer, start)
                .setModel(settings.model())
                .setVersion(version.version())
                .setLatestVersion(newest)
                .build());
  }

  private static Prediction.Builder prediction(Item item, Answer answer, long startNanos) {
    return PredictionOutput.set(
        Prediction.newBuilder()
            .setId(item.example().getId())
            .setTask(item.example().getTask())
            .setSplit(Split.PREQUENTIAL)
            .setOrigin(item.origin())
            .setLatencyMillis((System.nanoTime() - startNanos) / NANOS_PER_MILLI)
            .setPredictedAt(Instant.now()),
        answer);
  }
}
