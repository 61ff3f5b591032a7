package io.headwater.bench.learn;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The results of a bench so far; a later bench can continue from them.
 *
 * @param settings settings that all runs share
 * @param trials runs that tried learning rates, with a seed of their own
 * @param rates best learning rate of each optimizer
 * @param runs runs of the arms
 * @param comparisons comparisons of arms with their baselines
 */
public record LearnReport(
    LearnSettings settings,
    List<LearnRun> trials,
    Map<String, Double> rates,
    List<LearnRun> runs,
    List<Comparison> comparisons) {

  /** Copies the collections. */
  public LearnReport {
    trials = List.copyOf(trials);
    rates = new TreeMap<>(rates);
    runs = List.copyOf(runs);
    comparisons = List.copyOf(comparisons);
  }

  /** Returns the report of a bench that has not started. */
  public static LearnReport empty(LearnSettings settings) {
    return new LearnReport(settings, List.of(), Map.of(), List.of(), List.of());
  }

  /**
   * Reads a report.
   *
   * @throws IOException if the file cannot be read or is not a report; the message is one sentence
   */
  public static LearnReport read(Path file) throws IOException {
    try {
      LearnReport report =
          JsonMapper.builder()
              .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
              .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
              .build()
              .readValue(file.toFile(), LearnReport.class);
      return report;
    } catch (com.fasterxml.jackson.core.JacksonException e) {
      throw new IOException(file + " is not a report of this bench: " + e.getOriginalMessage(), e);
    }
  }

  LearnReport withTrial(LearnRun trial) {
    List<LearnRun> more = new ArrayList<>(trials);
    more.add(trial);
    return new LearnReport(settings, more, rates, runs, comparisons);
  }

  LearnReport withRate(String optimizer, double rate) {
    Map<String, Double> more = new TreeMap<>(rates);
    more.put(optimizer, rate);
    return new LearnReport(settings, trials, more, runs, comparisons);
  }

  LearnReport withRun(LearnRun run) {
    List<LearnRun> more = new ArrayList<>(runs);
    more.add(run);
    return new LearnReport(settings, trials, rates, more, comparisons);
  }

  LearnReport withComparisons(List<Comparison> found) {
    return new LearnReport(settings, trials, rates, runs, found);
  }

  /** Returns the run of an arm and seed, if it is done. */
  Optional<LearnRun> run(Arm arm, long seed) {
    return find(runs, arm, seed);
  }

  /** Returns the trial of an arm and seed, if it is done. */
  Optional<LearnRun> trial(Arm arm, long seed) {
    return find(trials, arm, seed);
  }

  private static Optional<LearnRun> find(List<LearnRun> among, Arm arm, long seed) {
    return among.stream().filter(run -> run.arm().equals(arm) && run.seed() == seed).findFirst();
  }

  /** Returns the runs of an arm, by seed. */
  Map<Long, LearnRun> runs(Arm arm) {
    Map<Long, LearnRun> found = new TreeMap<>();
    runs.stream().filter(run -> run.arm().equals(arm)).forEach(run -> found.put(run.seed(), run));
    return found;
  }
}
