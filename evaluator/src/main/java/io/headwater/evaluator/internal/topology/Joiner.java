package io.headwater.evaluator.internal.topology;

import io.headwater.evaluator.internal.topology.JoinInput.Guess;
import io.headwater.evaluator.internal.topology.JoinInput.Truth;
import io.headwater.evaluator.internal.topology.ScoredPrediction.Score;
import io.headwater.evaluator.metric.AnswerMatch;
import io.headwater.evaluator.metric.Rouge;
import io.headwater.evaluator.metric.RougeScores;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Joins predictions and labels of one example, whichever comes first.
 *
 * <p>Both wait in the store for the grace period, which the evaluator's wall clock measures from
 * the first arrival: event times mean nothing when a log is read late.
 */
final class Joiner extends ContextualProcessor<String, JoinInput, String, ScoredPrediction> {
  static final String STORE = "examples";

  private static final Duration SWEEP = Duration.ofSeconds(1);
  private static final int LEAST_SWEPT = 1000;

  private final Duration grace;
  private final TopologyCounters counters;
  private final Rouge rouge = new Rouge(true);
  private KeyValueStore<String, JoinState> store;
  private String sweptThrough = "";

  Joiner(Duration grace, TopologyCounters counters) {
    this.grace = grace;
    this.counters = counters;
  }

  @Override
  public void init(ProcessorContext<String, ScoredPrediction> context) {
    super.init(context);
    store = context.getStateStore(STORE);
    context.schedule(SWEEP, PunctuationType.WALL_CLOCK_TIME, this::sweep);
  }

  @Override
  public void process(Record<String, JoinInput> record) {
    if (record.key() == null || record.value() == null) {
      counters.countUnreadable();
      return;
    }
    JoinState known = store.get(record.key());
    JoinState state = known == null ? JoinState.empty(context().currentSystemTimeMs()) : known;
    if (record.value() instanceof Truth truth) {
      // only the first label counts; predictions were already scored against it
      if (state.truth().isEmpty()) {
        state.waiting().forEach(guess -> score(record, guess, truth.output()));
        store.put(record.key(), state.label(truth.output()));
      }
    } else if (record.value() instanceof Guess guess) {
      process(record, guess, state);
    }
  }

  private void process(Record<String, JoinInput> record, Guess guess, JoinState state) {
    if (state.holds(guess)) {
      counters.countDuplicate();
    } else if (state.isFull()) {
      counters.countUnscorable();
    } else if (state.truth().isEmpty()) {
      store.put(record.key(), state.await(guess));
    } else {
      score(record, guess, state.truth().get());
      store.put(record.key(), state.score(guess));
    }
  }

  private void score(Record<String, JoinInput> record, Guess guess, OutputValue truth) {
    Optional<Score> score = score(guess.output(), truth);
    if (score.isEmpty()) {
      counters.countUnscorable();
      return;
    }
    counters.countJoined();
    ScoredPrediction scored =
        new ScoredPrediction(
            guess.model(),
            guess.task(),
            guess.split(),
            guess.version(),
            guess.predictedAt(),
            score.get());
    context().forward(record.withKey(scored.series()).withValue(scored));
  }

  private Optional<Score> score(OutputValue guess, OutputValue truth) {
    if (guess instanceof OutputValue.Label label && truth instanceof OutputValue.Label right) {
      return Optional.of(new Score.OfLabel(right.label(), label.label()));
    }
    if (guess instanceof OutputValue.Texts texts && truth instanceof OutputValue.Texts references) {
      RougeScores scores = rouge.score(references.texts(), texts.texts().get(0));
      return Optional.of(
          new Score.OfText(
              scores.rouge1().fMeasure(),
              scores.rouge2().fMeasure(),
              scores.rougeL().fMeasure(),
              scores.rougeLsum().fMeasure()));
    }
    if (guess instanceof OutputValue.Answers answers
        && truth instanceof OutputValue.Answers right) {
      AnswerMatch match = AnswerMatch.of(orNone(right), orNone(answers).get(0));
      return Optional.of(new Score.OfAnswer(match.exact(), match.f1()));
    }
    if (guess instanceof OutputValue.Score score && truth instanceof OutputValue.Score right) {
      return Optional.of(new Score.OfScore(right.score(), score.score()));
    }
    return Optional.empty();
  }

  /** Returns the texts; no answer is the empty text, as in SQuAD's evaluation script. */
  private static List<String> orNone(OutputValue.Answers answers) {
    return answers.texts().isEmpty() ? List.of("") : answers.texts();
  }

  /**
   * Removes expired examples from one part of the store per call, so that the whole store is
   * checked within half the grace period.
   */
  private void sweep(long now) {
    long steps = Math.max(1, grace.dividedBy(2).dividedBy(SWEEP));
    long most = Math.max(LEAST_SWEPT, 1 + store.approximateNumEntries() / steps);
    List<String> over = new ArrayList<>();
    long seen = 0;
    String last = "";
    try (KeyValueIterator<String, JoinState> states = store.range(sweptThrough, null)) {
      while (seen < most && states.hasNext()) {
        KeyValue<String, JoinState> state = states.next();
        seen++;
        last = state.key;
        if (now - state.value.since() > grace.toMillis()) {
          over.add(state.key);
          counters.countExpired(state.value.waiting().size());
        }
      }
      sweptThrough = states.hasNext() ? last : "";
    }
    over.forEach(store::delete);
  }
}
