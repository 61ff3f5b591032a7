package io.headwater.cli.metrics;

import io.headwater.cli.service.ServiceOptions;
import io.headwater.cli.terminal.StopSignal;
import io.headwater.schemas.RollingMetric;
import io.headwater.service.config.ServiceConfig;
import io.headwater.service.terminal.Screen;
import io.headwater.service.topic.TopicReader;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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

  @Mixin private ServiceOptions options;

  @Option(names = "--follow", description = "Keeps running until Ctrl-C and prints what changes.")
  private boolean follow;

  @Option(
      names = "--headline",
      description = "Shows one metric per task: accuracy, pearson or rougeL, by its kind.")
  private boolean headline;

  @Override
  public Integer call() throws Exception {
    ServiceConfig config = options.common();
    MetricBoard board = new MetricBoard();
    try (TopicReader<RollingMetric> reader =
        TopicReader.open(config, List.of(config.topics().metrics()), RollingMetric.class)) {
      add(board, reader.readToEnd());
      print(board, config.modelName());
      if (follow) {
        try (StopSignal stop = StopSignal.install()) {
          follow(config, board, reader, stop);
        }
      }
    }
    return 0;
  }

  private void follow(
      ServiceConfig config, MetricBoard board, TopicReader<RollingMetric> reader, StopSignal stop) {
    Screen screen = new Screen(System.out);
    boolean live = Screen.available();
    while (!stop.raised()) {
      boolean changed = add(board, reader.poll(POLL));
      if (changed && live) {
        screen.draw(lines(board, config.modelName()));
      } else if (changed) {
        print(board, config.modelName());
      }
    }
  }

  private static boolean add(MetricBoard board, List<TopicReader.Entry<RollingMetric>> entries) {
    entries.forEach(entry -> entry.value().ifPresent(board::add));
    return !entries.isEmpty();
  }

  private List<String> lines(MetricBoard board, String model) {
    return (headline ? board.headlines(model) : board.table(model)).lines();
  }

  private void print(MetricBoard board, String model) {
    lines(board, model).forEach(System.out::println);
    System.out.println();
  }
}
