package io.headwater.client.deadletter;

import io.headwater.schemas.contract.DeadLetter;
import io.headwater.schemas.contract.DeadLetter.Location;
import java.util.Optional;
import java.util.Set;

/**
 * Selects dead letters.
 *
 * @param reason name of the reason, in any case; empty for any reason
 * @param topic topic the refused records were read from; empty for any topic
 * @param model name of the model that refused the records; empty for any model, or none
 * @param locations where the letters lie; empty for anywhere
 */
public record DeadLetterFilter(
    Optional<String> reason,
    Optional<String> topic,
    Optional<String> model,
    Set<Location> locations) {

  /** Copies the locations. */
  public DeadLetterFilter {
    locations = Set.copyOf(locations);
  }

  /** Returns whether the filter selects a letter. */
  public boolean has(DeadLetter letter) {
    return reason.stream().allMatch(letter.reason()::equalsIgnoreCase)
        && topic.stream().allMatch(letter.topic().orElse("")::equals)
        && model.stream().allMatch(letter.model().orElse("")::equals)
        && (locations.isEmpty() || locations.contains(letter.location()));
  }
}
