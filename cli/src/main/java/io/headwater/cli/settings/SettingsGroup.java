package io.headwater.cli.settings;

import io.headwater.client.ExampleProducerConfig;
import io.headwater.evaluator.EvaluatorConfig;
import io.headwater.ingest.bridge.BridgeConfig;
import io.headwater.ingest.bridge.BridgeMapping;
import io.headwater.model.serving.LiveModelConfig;
import io.headwater.service.config.Settings;
import io.headwater.serving.ServingConfig;
import io.headwater.trainer.TrainerConfig;
import java.util.Locale;

/** A group of settings that belong in one file. */
enum SettingsGroup {
  TRAINER("headwater train"),
  EVALUATOR("headwater evaluate"),
  SERVE("headwater serve"),
  INGEST("headwater ingest"),
  BRIDGE("headwater bridge"),
  BRIDGE_MAPPING("headwater bridge --map"),
  LIVE("LiveModel.follow");

  private final String user;

  SettingsGroup(String user) {
    this.user = user;
  }

  /** Returns the command or method that reads these settings. */
  String user() {
    return user;
  }

  /** Returns the group's settings, including those that all services share if it has them. */
  Settings settings() {
    return switch (this) {
      case TRAINER -> TrainerConfig.definition();
      case EVALUATOR -> EvaluatorConfig.definition();
      case SERVE -> ServingConfig.definition();
      case INGEST -> ExampleProducerConfig.definition();
      case BRIDGE -> BridgeConfig.definition();
      case BRIDGE_MAPPING -> BridgeMapping.definition();
      case LIVE -> LiveModelConfig.definition();
    };
  }

  /** Returns the group's name on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
