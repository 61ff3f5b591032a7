package io.headwater.cli.metrics;

import io.headwater.cli.logging.ServiceLog;
import io.headwater.cli.service.ServiceOptions;
import io.headwater.cli.terminal.StopSignal;
import io.headwater.client.metric.MetricBoard;
import io.headwater.client.metric.MetricLine;
import io.headwater.schemas.RollingMetric;
import io.headwater.service.config.ServiceConfig;
import io.headwater.service.health.BrokerWatch;
import io.headwater.service.terminal.Screen;
import io.headwater.service.topic.TopicReader;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The {@code headwater metrics} command. */
@Command(
    name = "metrics",
    mixinStandardHelpOptions = true,
    description = {
      "Prints the newest value of every metric on the metrics topic, the model beside its"
          + " baselines.",
      "The model, the topic prefix, the broker and the registry come from the settings."
    })
public final class MetricsCommand implements Callable<Integer> {
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration SILENCE = Duration.ofSeconds(10);

  private enum Format {
    TABLE,
    JSON,
    CSV
  }

  @Mixin private ServiceOptions options;
  @Spec private CommandSpec spec;

  @Option(names = "--follow", description = "Keeps running until Ctrl-C and prints what changes.")
  private boolean follow;

  @Option(
      names = "--headline",
      description = "Shows one row per task: accuracy, pearson, rougeL or f1, by its kind.")
  private boolean headline;

  @Option(
      names = "--format",
      defaultValue = "table",
      paramLabel = "table|json|csv",
      description = "json is an object a value and line, csv has the same fields (default: table).")
  private Format format;

  @Override
  public Integer call() throws Exception {
    ServiceConfig config = options.common();
    MetricBoard board = new MetricBoard();
    try (TopicReader<RollingMetric> reader =
        TopicReader.open(config, List.of(config.topics().metrics()), RollingMetric.class)) {
      add(board, reader.readToEnd());
      if (!board.models().contains(config.modelName())) {
        String missing = missing(config, board);
        if (!follow) {
          throw new IllegalStateException(missing);
        }
        spec.commandLine().getErr().println("headwater: " + missing + "; waiting for it");
      }
      if (format == Format.CSV) {
        out().println(MetricLine.csvHeader());
      }
      boolean live = follow && Screen.available() && format == Format.TABLE;
      if (!live) {
        print(board, config.modelName(), List.of());
      }
      if (follow) {
        try (StopSignal stop = StopSignal.install();
            BrokerWatch brokers = BrokerWatch.start(config, SILENCE)) {
          follow(config.modelName(), board, reader, stop, brokers, live);
        }
      }
    }
    return 0;
  }

  private static String missing(ServiceConfig config, MetricBoard board) {
    return "there is no model '%s' on %s, which has %s"
        .formatted(
            config.modelName(),
            config.topics().metrics(),
            board.models().isEmpty()
                ? "none yet"
                : "metrics of " + String.join(", ", board.models()));
  }

  private void follow(
      String model,
      MetricBoard board,
      TopicReader<RollingMetric> reader,
      StopSignal stop,
      BrokerWatch brokers,
      boolean live) {
    Screen screen = new Screen(System.out);
    if (live) {
      ServiceLog.onlyErrors();
    }
    while (!stop.raised()) {
      List<RollingMetric> changed = add(board, reader.poll(POLL));
      if (live) {
        screen.draw(width -> lines(board, model, width, brokers.isSilent()));
      } else if (!changed.isEmpty()) {
        print(board, model, changed);
      }
    }
  }

  private static List<RollingMetric> add(
      MetricBoard board, List<TopicReader.Entry<RollingMetric>> entries) {
    List<RollingMetric> values = entries.stream().flatMap(it -> it.value().stream()).toList();
    values.forEach(board::add);
    return values;
  }

  private List<String> lines(MetricBoard board, String model, int width, boolean silent) {
    ZonedDateTime now = ZonedDateTime.now(ZoneId.systemDefault());
    List<String> lines = new ArrayList<>();
    lines.add(board.heading(model, now));
    lines.add(silent ? "THE BROKER IS GONE; values go on when it is back" : "");
    lines.addAll(shown(board).table(model, now.toInstant()).lines(width));
    return lines;
  }

  private MetricBoard shown(MetricBoard board) {
    return headline ? board.headlines() : board;
  }

  /** Prints the table, or for other programs what has changed, at first everything. */
  private void print(MetricBoard board, String model, List<RollingMetric> changed) {
    List<RollingMetric> values = shown(board).values();
    values = changed.isEmpty() ? values : values.stream().filter(changed::contains).toList();
    switch (format) {
      case TABLE -> {
        shown(board).table(model).lines().forEach(out()::println);
        out().println();
      }
      case JSON -> values.forEach(value -> out().println(MetricLine.json(value)));
      case CSV -> values.forEach(value -> out().println(MetricLine.csv(value)));
    }
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
