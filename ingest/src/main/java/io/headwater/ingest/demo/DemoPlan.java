package io.headwater.ingest.demo;

import java.time.Duration;
import java.time.Instant;

/**
 * How the demo's stream is laid out.
 *
 * <p>Together with the comments, the plan decides every example, its order and its time.
 *
 * @param seed seed of the order in which libraries take turns
 * @param startWith number of libraries that are in the stream from the start, at least 1
 * @param joinedBy the part of all comments after which the last library has joined, from 0 to 1;
 *     the joins are evenly spaced up to there
 * @param headlineShare the part of the suitable comments that give a headline, from 0 to 1
 * @param start when the first example happened
 * @param interval time between two examples
 */
public record DemoPlan(
    long seed,
    int startWith,
    double joinedBy,
    double headlineShare,
    Instant start,
    Duration interval) {

  /** Checks the ranges. */
  public DemoPlan {
    if (startWith < 1) {
      throw new IllegalArgumentException("startWith is " + startWith + "; it must be at least 1.");
    }
    if (!(joinedBy >= 0 && joinedBy <= 1)) {
      throw new IllegalArgumentException("joinedBy is " + joinedBy + "; it must be from 0 to 1.");
    }
    if (!(headlineShare >= 0 && headlineShare <= 1)) {
      throw new IllegalArgumentException(
          "headlineShare is " + headlineShare + "; it must be from 0 to 1.");
    }
    if (interval.isNegative()) {
      throw new IllegalArgumentException("interval is " + interval + "; it must not be negative.");
    }
  }
}
