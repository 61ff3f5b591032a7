package io.headwater.cli.settings;

import io.headwater.client.ExampleProducerConfig;
import io.headwater.evaluator.EvaluatorConfig;
import io.headwater.ingest.bridge.BridgeConfig;
import io.headwater.ingest.bridge.BridgeMapping;
import io.headwater.service.config.Settings;
import io.headwater.serving.ServingConfig;
import io.headwater.trainer.TrainerConfig;
import java.util.Locale;

/** Settings that stand in one file. */
enum SettingsGroup {
  TRAINER("headwater train"),
  EVALUATOR("headwater evaluate"),
  SERVE("headwater serve"),
  INGEST("headwater ingest"),
  BRIDGE("headwater bridge"),
  BRIDGE_MAPPING("headwater bridge --map");

  private final String command;

  SettingsGroup(String command) {
    this.command = command;
  }

  /** Returns the command whose settings they are. */
  String command() {
    return command;
  }

  /** Returns the settings, those of every service included where a service has them. */
  Settings settings() {
    return switch (this) {
      case TRAINER -> TrainerConfig.definition();
      case EVALUATOR -> EvaluatorConfig.definition();
      case SERVE -> ServingConfig.definition();
      case INGEST -> ExampleProducerConfig.definition();
      case BRIDGE -> BridgeConfig.definition();
      case BRIDGE_MAPPING -> BridgeMapping.definition();
    };
  }

  /** Returns the name by which a command line calls the group. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
