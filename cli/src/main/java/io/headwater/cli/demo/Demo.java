package io.headwater.cli.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.headwater.cli.demo.DemoReport.EvaluatorFigures;
import io.headwater.cli.demo.DemoReport.Examples;
import io.headwater.cli.demo.DemoReport.Machine;
import io.headwater.cli.demo.DemoReport.MetricFigures;
import io.headwater.cli.demo.DemoReport.TrainerFigures;
import io.headwater.cli.terminal.StopSignal;
import io.headwater.client.ExampleProducer;
import io.headwater.cluster.EmbeddedCluster;
import io.headwater.evaluator.Evaluator;
import io.headwater.evaluator.EvaluatorStatus;
import io.headwater.ingest.demo.DemoStream;
import io.headwater.ingest.demo.DemoText;
import io.headwater.model.tokenizer.BpeTrainer;
import io.headwater.schemas.TaskKind;
import io.headwater.schemas.TaskSpec;
import io.headwater.service.terminal.Screen;
import io.headwater.trainer.Trainer;
import io.headwater.trainer.TrainerStatus;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of the demo: starts every part, streams, watches, stops, reports. */
final class Demo {
  private static final Logger LOG = LoggerFactory.getLogger(Demo.class);
  private static final int VOCABULARY = 4096;
  private static final long TOKENIZER_BYTES = 2_000_000;
  private static final Duration DRAIN = Duration.ofMinutes(2);
  private static final Duration REFRESH = Duration.ofMillis(250);
  private static final Duration LOOK = Duration.ofMillis(20);
  private static final int SAMPLES = 3;

  private final DemoSettings settings;
  private final PrintStream out;
  private final StopSignal stop;

  Demo(DemoSettings settings, PrintStream out, StopSignal stop) {
    this.settings = settings;
    this.out = out;
    this.stop = stop;
  }

  /** Runs to the end or until the stop signal, and returns the exit code. */
  int run() throws Exception {
    try (DemoFolder folder = DemoFolder.open(settings.folder())) {
      DemoLog.to(folder.resolve("demo.log"));
      try {
        return run(folder);
      } catch (Exception | Error e) {
        if (stop.raised()) {
          // While the virtual machine shuts down, nothing new can start, so failures are expected.
          LOG.debug("stopped on the way", e);
          return 0;
        }
        throw e;
      } finally {
        DemoLog.close();
      }
    }
  }

  private int run(DemoFolder folder) throws Exception {
    out.println("Starting a broker and a schema registry, reading doc comments...");
    CompletableFuture<DemoStream> reading =
        CompletableFuture.supplyAsync(
            () -> DemoText.read(settings.seed(), settings.rate(), settings.length()));
    try (EmbeddedCluster cluster =
        EmbeddedCluster.start(EmbeddedCluster.Options.in(folder.resolve("cluster")))) {
      DemoServices services = DemoServices.on(cluster, folder, settings);
      while (!reading.isDone() && !stop.await(LOOK)) {
        // The reading thread is a daemon: it ends with the virtual machine.
      }
      if (stop.raised()) {
        return 0;
      }
      DemoStream stream = reading.get();
      if (settings.init().isRandom()) {
        byte[] tokenizer = new BpeTrainer(VOCABULARY).train(stream.texts(TOKENIZER_BYTES));
        Files.write(services.tokenizer(), tokenizer);
      }
      out.printf(
          "%,d examples of %d libraries are ready; broker %s, registry %s%n",
          stream.planned().examples(),
          stream.planned().perLibrary().size(),
          cluster.bootstrapServers(),
          cluster.registryUrl());
      try (ExampleProducer producer = new ExampleProducer(services.producer())) {
        for (TaskSpec task : stream.tasks()) {
          producer.declare(task);
        }
        return stream(services, stream, producer);
      }
    }
  }

  private int stream(DemoServices services, DemoStream stream, ExampleProducer producer)
      throws Exception {
    List<TaskSpec> tasks = stream.tasks();
    try (Trainer trainer = Trainer.start(services.trainer());
        Evaluator evaluator = Evaluator.start(services.evaluator())) {
      awaitOrFail(
          trainer,
          evaluator,
          () -> trainer.status().version().isPresent(),
          Duration.ofSeconds(60),
          () -> {});
      List<String> names = tasks.stream().map(TaskSpec::getName).toList();
      try (Observer observer = Observer.open(services.reader(), names)) {
        Quality quality = new Quality(services.reader().modelName(), observer);
        Map<String, Integer> joins = new LinkedHashMap<>();
        stream.planned().perLibrary().keySet().forEach(it -> joins.put(it, stream.joinsAt(it)));
        Display display =
            new Display(
                out,
                settings.live() ? Optional.of(new Screen(out)) : Optional.empty(),
                settings.length(),
                tasks,
                quality::standing,
                new Events(joins));
        long began = System.nanoTime();
        DemoProducer feed =
            new DemoProducer(stream, producer, () -> settled(trainer.status()), settings.rate());
        Runnable look =
            () -> {
              int unused = observer.poll();
              display.show(
                  new Moment(since(began), feed.produced(), trainer.status(), evaluator.status()));
            };
        try (feed) {
          while (!stop.raised()
              && !feed.exhausted()
              && since(began).compareTo(settings.length()) < 0) {
            requireHealth(trainer, evaluator, feed);
            look.run();
            stop.await(REFRESH);
          }
        }
        // Every example sent is trained on and scored before the figures are read.
        awaitOrFail(
            trainer, evaluator, () -> settled(trainer.status()) >= feed.produced(), DRAIN, look);
        Duration streamed = since(began);
        awaitOrFail(
            trainer, evaluator, () -> answered(evaluator.status()) >= feed.produced(), DRAIN, look);
        observer.settle(DRAIN, stop::raised);
        look.run();
        finish(
            report(
                stream,
                feed.produced(),
                streamed,
                trainer.status(),
                evaluator.status(),
                tasks,
                quality));
        return 0;
      }
    }
  }

  private void finish(DemoReport report) throws IOException {
    out.println();
    new ReportText(report).lines().forEach(out::println);
    if (settings.report().isPresent()) {
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .writeValue(settings.report().get().toFile(), report);
      out.println();
      out.println("Report written to " + settings.report().get());
    }
  }

  private static long settled(TrainerStatus trainer) {
    return trainer.examples() + sum(trainer.deadLetters());
  }

  private static long sum(Map<?, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  private static long answered(EvaluatorStatus evaluator) {
    return sum(evaluator.scored()) + sum(evaluator.skipped());
  }

  private void requireHealth(Trainer trainer, Evaluator evaluator, DemoProducer feed)
      throws Exception {
    if (feed.failure().isPresent()) {
      throw new IllegalStateException("examples cannot be produced", feed.failure().get());
    }
    requireHealth(trainer, evaluator);
  }

  private static void requireHealth(Trainer trainer, Evaluator evaluator) throws Exception {
    if (trainer.awaitTermination(Duration.ZERO)) {
      throw new IllegalStateException("the trainer stopped");
    }
    if (evaluator.awaitTermination(Duration.ZERO)) {
      throw new IllegalStateException("the evaluator stopped");
    }
  }

  /** Waits for a condition, a stop signal or a timeout; throws only if a service has stopped. */
  private void awaitOrFail(
      Trainer trainer,
      Evaluator evaluator,
      BooleanSupplier condition,
      Duration atMost,
      Runnable meanwhile)
      throws Exception {
    long began = System.nanoTime();
    while (!condition.getAsBoolean() && !stop.raised() && since(began).compareTo(atMost) < 0) {
      requireHealth(trainer, evaluator);
      meanwhile.run();
      stop.await(LOOK);
    }
  }

  private static Duration since(long nanoTime) {
    return Duration.ofNanos(System.nanoTime() - nanoTime);
  }

  private static DemoReport report(
      DemoStream stream,
      long produced,
      Duration streamed,
      TrainerStatus trainer,
      EvaluatorStatus evaluator,
      List<TaskSpec> tasks,
      Quality quality) {
    Map<String, Map<String, MetricFigures>> figures = new LinkedHashMap<>();
    tasks.forEach(task -> figures.put(task.getName(), quality.figures(task)));
    Map<String, Long> libraries = new TreeMap<>();
    stream.produced().perLibrary().forEach((name, count) -> libraries.put(name, (long) count));
    double seconds = streamed.toMillis() / 1000.0;
    return new DemoReport(
        seconds,
        new Examples(
            produced,
            trainer.examples(),
            sum(evaluator.scored()),
            settled(trainer) - trainer.examples(),
            libraries),
        new TrainerFigures(
            trainer.step(),
            trainer.tokens() / seconds,
            trainer.version().orElse(0),
            trainer.longestStallMillis()),
        new EvaluatorFigures(
            evaluator.swaps(), evaluator.medianVersionLag().orElse(0), evaluator.sampleRate()),
        figures,
        tasks.stream()
            .filter(task -> task.getKind() == TaskKind.SUMMARIZATION)
            .flatMap(task -> quality.samples(task.getName(), SAMPLES).stream())
            .toList(),
        Machine.current());
  }
}
