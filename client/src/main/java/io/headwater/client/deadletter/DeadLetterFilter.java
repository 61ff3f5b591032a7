package io.headwater.client.deadletter;

import io.headwater.schemas.contract.DeadLetter;
import io.headwater.schemas.contract.DeadLetter.Location;
import java.util.Optional;
import java.util.Set;

/**
 * Which dead letters are meant.
 *
 * @param reason name of the reason, in any case; any where empty
 * @param topic topic they were read from; any where empty
 * @param locations where they lie; anywhere where empty
 */
public record DeadLetterFilter(
    Optional<String> reason, Optional<String> topic, Set<Location> locations) {

  /** Copies the locations. */
  public DeadLetterFilter {
    locations = Set.copyOf(locations);
  }

  /** Returns whether a letter is meant. */
  public boolean has(DeadLetter letter) {
    return reason.stream().allMatch(letter.reason()::equalsIgnoreCase)
        && topic.stream().allMatch(letter.topic().orElse("")::equals)
        && (locations.isEmpty() || locations.contains(letter.location()));
  }
}
