package io.headwater.service.config;

import java.util.Locale;

/** A service that has environment variables of its own. */
public enum ServiceKind {
  /** Learns from topics. */
  TRAINER,
  /** Scores examples and publishes metrics. */
  EVALUATOR,
  /** Answers requests. */
  SERVE,
  /** Turns records of other topics into examples. */
  BRIDGE,
  /** Sends examples. */
  INGEST;

  /** Returns the prefix that keys of this service alone may have. */
  String keyPrefix() {
    return name().toLowerCase(Locale.ROOT) + ".";
  }
}
