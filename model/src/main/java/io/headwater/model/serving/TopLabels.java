package io.headwater.model.serving;

import static io.headwater.service.config.Allowed.between;

import io.headwater.service.config.Settings;
import org.apache.kafka.common.config.ConfigDef.Importance;

/** How many of a CLASSIFICATION task's labels an answer names, most probable first. */
public final class TopLabels {
  /** Labels that an answer names unless set. */
  public static final int USUAL = 5;

  private static final int MOST = 1000;

  private TopLabels() {}

  /** Declares the setting of a service's number of labels, and returns its key. */
  public static String setting(Settings settings, String key) {
    return settings
        .integer(key, USUAL, between(0, MOST))
        .doc(
            Importance.LOW,
            "Most probable labels that an answer names with their probabilities, the answer"
                + " itself first; 0 for none.");
  }
}
