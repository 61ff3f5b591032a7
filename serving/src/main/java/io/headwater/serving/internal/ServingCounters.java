package io.headwater.serving.internal;

import io.headwater.model.serving.SwapEvent;
import io.headwater.schemas.Prediction;
import io.headwater.schemas.contract.RejectionReason;
import io.headwater.schemas.contract.Validated;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Counts what a service has done; safe for use by many threads. */
public final class ServingCounters {
  private final Map<String, Long> answered = new TreeMap<>();
  private final Map<RejectionReason, Long> refused = new TreeMap<>();
  private final TreeSet<Long> refusedVersions = new TreeSet<>();
  private long swaps;

  synchronized void add(List<HandledRequest> handled) {
    for (HandledRequest request : handled) {
      if (request.result() instanceof Validated.Accepted<Prediction> answer) {
        answered.merge(answer.value().getTask(), 1L, Long::sum);
      } else if (request.result() instanceof Validated.Refused<Prediction> letter) {
        refused.merge(letter.rejection().reason(), 1L, Long::sum);
      }
    }
  }

  /** Counts a swap or remembers a refused version. */
  public synchronized void add(SwapEvent event) {
    if (event instanceof SwapEvent.Swapped swapped && swapped.from().isPresent()) {
      swaps++;
    } else if (event instanceof SwapEvent.Refused bad) {
      refusedVersions.add(bad.version());
    }
  }

  /** Returns the number of requests answered, by task. */
  public synchronized Map<String, Long> answered() {
    return Map.copyOf(answered);
  }

  /** Returns the number of requests that became dead letters, by reason. */
  public synchronized Map<RejectionReason, Long> refused() {
    return Map.copyOf(refused);
  }

  /** Returns how often a newer version took over. */
  public synchronized long swaps() {
    return swaps;
  }

  /** Returns the versions that were not taken into service, ascending. */
  public synchronized List<Long> refusedVersions() {
    return List.copyOf(refusedVersions);
  }
}
