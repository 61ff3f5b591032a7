package io.headwater.evaluator;

import io.headwater.evaluator.internal.scorer.SkipReason;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * What an evaluator has done since it started.
 *
 * @param running whether both the scorer and the topology are running, and neither fails repeatedly
 * @param scored examples the model scored, by task
 * @param skipped examples the model did not score, by reason
 * @param sampleRate share of examples that is scored now, above 0 and at most 1
 * @param newestVersion newest version announced
 * @param loadedVersions versions in memory, ascending
 * @param versionByPartition version that scored last, by partition such as {@code
 *     headwater.examples.a-0}
 * @param swaps how often a newer version took over
 * @param medianVersionLag median, over scored examples, of the newest version minus the scoring
 *     version
 * @param refusedVersions versions whose checkpoint was refused, ascending
 * @param joined predictions, from any service, that were joined with their label
 * @param duplicates repeated predictions, which were not counted again
 * @param expired predictions whose label did not come in time
 * @param unreadable records the topology could not read
 * @param unscorable records without a metric, such as a prediction whose type differs from its
 *     label's
 */
public record EvaluatorStatus(
    boolean running,
    Map<String, Long> scored,
    Map<SkipReason, Long> skipped,
    double sampleRate,
    OptionalLong newestVersion,
    List<Long> loadedVersions,
    Map<String, Long> versionByPartition,
    long swaps,
    OptionalDouble medianVersionLag,
    List<Long> refusedVersions,
    long joined,
    long duplicates,
    long expired,
    long unreadable,
    long unscorable) {
  /** Copies the collections. */
  public EvaluatorStatus {
    scored = Map.copyOf(scored);
    skipped = Map.copyOf(skipped);
    loadedVersions = List.copyOf(loadedVersions);
    versionByPartition = Map.copyOf(versionByPartition);
    refusedVersions = List.copyOf(refusedVersions);
  }

  /** Returns how many examples no version could score any more, since all were trained on them. */
  public long missed() {
    return skipped.getOrDefault(SkipReason.NO_LEGAL_VERSION, 0L);
  }

  /** Returns the most important figures in one line. */
  public String toText() {
    return String.format(
        Locale.ROOT,
        "%s: %,d examples scored (sample rate %.2f), %s, %s, %d swaps",
        running ? "running" : "not running",
        scored.values().stream().mapToLong(Long::longValue).sum(),
        sampleRate,
        skippedText(),
        newestVersion.isPresent() ? "newest version " + newestVersion.getAsLong() : "no version",
        swaps);
  }

  private String skippedText() {
    long all = skipped.values().stream().mapToLong(Long::longValue).sum();
    return String.format(Locale.ROOT, "%,d not scored", all)
        + skipped.entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(it -> String.format(Locale.ROOT, "%,d %s", it.getValue(), it.getKey().words()))
            .collect(
                Collectors.collectingAndThen(Collectors.joining(", "), EvaluatorStatus::bracketed));
  }

  private static String bracketed(String reasons) {
    return reasons.isEmpty() ? "" : " (" + reasons + ")";
  }
}
