package io.headwater.model.serving;

import java.util.OptionalLong;

/** What happened to an announced version, or to the one it replaced. */
public sealed interface SwapEvent {

  /**
   * A version went into service.
   *
   * @param from version that was in service before; empty for the first
   * @param to version in service now
   * @param millis time from the start of fetching to the swap
   */
  record Swapped(OptionalLong from, long to, long millis) implements SwapEvent {}

  /**
   * A version was not taken and will not be tried again; the one in service stays.
   *
   * @param version the version
   * @param reason why, in one sentence
   */
  record Refused(long version, String reason) implements SwapEvent {}

  /**
   * A replaced version was closed before all its uses had ended; these fail when they next ask it.
   *
   * @param version the version
   * @param uses how many uses had not ended
   */
  record LeasesExpired(long version, int uses) implements SwapEvent {}
}
