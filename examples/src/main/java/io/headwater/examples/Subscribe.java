package io.headwater.examples;

import io.headwater.client.MetricSubscription;
import io.headwater.schemas.RollingMetric;
import io.headwater.service.config.ServiceProperties;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/** Prints the metrics of a model, first as they stand and then as they change, until Enter. */
public final class Subscribe {
  private Subscribe() {}

  /** Takes the path of a file of settings. */
  public static void main(String[] args) throws Exception {
    try (MetricSubscription metrics =
        MetricSubscription.open(ServiceProperties.read(Path.of(args[0])), Subscribe::print)) {
      if (metrics.awaitCaughtUp(Duration.ofMinutes(1))) {
        System.out.println("So it stands; what changes follows");
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
