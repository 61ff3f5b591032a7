package io.headwater.schemas;

/** How the broker thins out a topic. */
public enum CleanupPolicy {
  /** The last value of each key stays. */
  COMPACT("compact"),
  /** Old records go, by time or size. */
  DELETE("delete"),
  /** The last value of each key stays, until it is old. */
  COMPACT_AND_DELETE("compact,delete");

  private final String value;

  CleanupPolicy(String value) {
    this.value = value;
  }

  /** Returns the policy as the value of Kafka's {@code cleanup.policy}. */
  public String value() {
    return value;
  }
}
