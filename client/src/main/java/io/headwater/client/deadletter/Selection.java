package io.headwater.client.deadletter;

import io.headwater.client.deadletter.DeadLetter.Place;
import java.util.Optional;
import java.util.Set;

/**
 * Which dead letters are meant.
 *
 * @param reason name of the reason, in any case; any where empty
 * @param topic topic they were read from; any where empty
 * @param places where they lie; anywhere where empty
 */
public record Selection(Optional<String> reason, Optional<String> topic, Set<Place> places) {

  /** Copies the places. */
  public Selection {
    places = Set.copyOf(places);
  }

  /** Returns whether a letter is meant. */
  public boolean has(DeadLetter letter) {
    return reason.stream().allMatch(letter.reason()::equalsIgnoreCase)
        && topic.stream().allMatch(letter.topic().orElse("")::equals)
        && (places.isEmpty() || places.contains(letter.place()));
  }
}
