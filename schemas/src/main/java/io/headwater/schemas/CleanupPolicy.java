package io.headwater.schemas;

/** How the broker removes old records from a topic. */
public enum CleanupPolicy {
  /** Keeps the last value of each key. */
  COMPACT("compact"),
  /** Removes old records, by time or size. */
  DELETE("delete"),
  /** Keeps the last value of each key until it is old. */
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
