package io.headwater.examples;

import io.headwater.client.MetricSubscription;
import io.headwater.schemas.RollingMetric;
import io.headwater.service.config.ServiceProperties;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/** Prints a model's current metrics and then every change, until Enter is pressed. */
public final class Subscribe {
  private Subscribe() {}

  /** Runs the program with the path of a settings file. */
  public static void main(String[] args) throws Exception {
    try (MetricSubscription metrics =
        MetricSubscription.open(ServiceProperties.read(Path.of(args[0])), Subscribe::print)) {
      if (metrics.awaitCaughtUp(Duration.ofMinutes(1))) {
        System.out.println("These are the current values; changes follow");
      }
      System.in.read();
    }
  }

  private static void print(RollingMetric metric) {
    System.out.printf(
        Locale.ROOT,
        "%s %s of %s over %s: %.3f (%d examples)%n",
        metric.getTask(),
        metric.getMetric(),
        metric.getModel(),
        metric.getWindow(),
        metric.getValue(),
        metric.getCount());
  }
}
