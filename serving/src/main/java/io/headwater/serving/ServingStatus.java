package io.headwater.serving;

import io.headwater.schemas.contract.RejectionReason;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What a service has done since it started.
 *
 * @param state what it is doing
 * @param polling whether it polls for requests and answers them without failures
 * @param version version in service
 * @param newestVersion newest version announced, whether or not it was accepted
 * @param answered requests answered, by task
 * @param refused requests refused, each of which became a dead letter too, by reason
 * @param swaps how often a newer version took over in service
 * @param refusedVersions versions that were not taken into service, ascending
 */
public record ServingStatus(
    State state,
    boolean polling,
    OptionalLong version,
    OptionalLong newestVersion,
    Map<String, Long> answered,
    Map<RejectionReason, Long> refused,
    long swaps,
    List<Long> refusedVersions) {

  /** What a service is doing. */
  public enum State {
    /** Waiting for brokers and topics. */
    STARTING,
    /** No version to answer with. */
    WAITING,
    /** Answering requests. */
    SERVING,
    /** Stopped. */
    STOPPED
  }

  /** Copies the collections. */
  public ServingStatus {
    answered = Map.copyOf(answered);
    refused = Map.copyOf(refused);
    refusedVersions = List.copyOf(refusedVersions);
  }

  /**
   * Returns whether the service is working: it takes requests and has a version to answer them, or
   * no version has been announced yet.
   */
  public boolean healthy() {
    return state == State.SERVING ? polling : state == State.WAITING && newestVersion.isEmpty();
  }

  /** Returns the most important figures in one line. */
  public String toText() {
    return String.format(
        Locale.ROOT,
        "%s: %s, %,d requests answered, %,d dead letters, %d swaps, %s",
        state.name().toLowerCase(Locale.ROOT),
        version.isPresent() ? "version " + version.getAsLong() : "no version",
        sum(answered.values()),
        sum(refused.values()),
        swaps,
        refusedVersions.isEmpty()
            ? "no version refused"
            : "versions " + refusedVersions + " refused");
  }

  private static long sum(Collection<Long> counts) {
    return counts.stream().mapToLong(Long::longValue).sum();
  }
}
