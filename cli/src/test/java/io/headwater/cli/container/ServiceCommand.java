package io.headwater.cli.container;

import java.util.Locale;

/** A command that runs until it is stopped, and the name its settings have in the environment. */
enum ServiceCommand {
  TRAIN("trainer"),
  EVALUATE("evaluator"),
  SERVE("serve");

  private final String service;

  ServiceCommand(String service) {
    this.service = service;
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the environment variable that sets a key of this service alone. */
  String variable(String key) {
    String own = key.startsWith(service + ".") ? key : service + "." + key;
    return "HEADWATER_" + Deployment.variable(own);
  }
}
