package io.headwater.cli.ingest;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.headwater.cli.logging.ServiceLog;
import io.headwater.cli.service.ServiceOptions;
import io.headwater.cli.task.TaskOptions;
import io.headwater.cli.terminal.FailureReport;
import io.headwater.cli.terminal.StopSignal;
import io.headwater.client.ExampleProducer;
import io.headwater.client.ExampleProducerConfig;
import io.headwater.client.task.TaskDirectory;
import io.headwater.ingest.demo.DemoStream;
import io.headwater.ingest.demo.DemoText;
import io.headwater.ingest.plan.TaskPlan;
import io.headwater.ingest.source.RowSource;
import io.headwater.ingest.transfer.RefusalLog;
import io.headwater.model.tokenizer.Tokenizer;
import io.headwater.model.tokenizer.Tokenizers;
import io.headwater.schemas.TaskSpec;
import io.headwater.schemas.TaskState;
import io.headwater.schemas.Topics;
import io.headwater.service.config.ServiceConfig;
import io.headwater.service.config.ServiceKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code headwater ingest} command. */
@Command(
    name = "ingest",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Sends the rows of files, a query, an archive or standard input as examples of a task.",
      "The task is declared first. If it is declared already, it stays as it is unless an option"
          + " says otherwise; a new one's kind and labels are taken from the rows if they are"
          + " not given. Rows that are not examples are refused and reported; the others are"
          + " sent.",
      "With --demo it sends the demo's text, and declares the demo's three tasks.",
    },
    footer = {
      "",
      "Exit codes: 0 sent, whether or not some rows were refused; 1 failed, or too many rows were"
          + " refused; 2 wrong usage.",
    })
// Longer than most classes: every option of the command is declared here, where --help finds it.
public final class IngestCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(IngestCommand.class);
  private static final Set<String> WITH_DEMO =
      Set.of("--demo", "--rate", "--speed", "--report", "--config", "--set");

  @Option(names = "--task", paramLabel = "NAME", description = "Task the rows are examples of.")
  private Optional<String> given = Optional.empty();

  @Mixin private SourceOptions rows;
  @Mixin private TaskOptions task;

  @Option(
      names = "--dry-run",
      description = "Shows the first rows, labels, lengths and refusals; needs no broker.")
  private boolean dryRun;

  @Option(
      names = "--tokenizer",
      paramLabel = "FILE",
      description = "A tokenizer.json that counts tokens in a dry run.")
  private Optional<Path> tokenizer = Optional.empty();

  @Mixin private Timing timing;

  @Option(
      names = "--max-refused",
      paramLabel = "SHARE",
      defaultValue = "0.5",
      description =
          "Fails once more than this share of at least 100 rows is refused. Default:"
              + " ${DEFAULT-VALUE}.")
  private double mostRefused;

  @Option(
      names = "--refused",
      paramLabel = "FILE",
      description = "Writes refused rows to this file, one JSON object per line.")
  private Optional<Path> refusedFile = Optional.empty();

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Writes a report of what was done to this file, as JSON.")
  private Optional<Path> reportFile = Optional.empty();

  @Mixin private ServiceOptions options;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    if (rows.demo()) {
      return demo();
    }
    String name = given.orElseThrow(() -> wrong("--task is missing: name the rows' task"));
    if (!Topics.isTaskName(name)) {
      throw wrong(
          "--task is '" + name + "' but must be 1 to 64 lower-case letters, digits, '-' and '_'");
    }
    ExampleProducerConfig config = config();
    RowSource source;
    TaskPlan plan;
    try {
      timing.prepare();
      source = rows.source();
      plan =
          TaskPlan.of(
              name,
              dryRun ? Optional.empty() : standing(config, name),
              task::applyTo,
              source,
              rows.named(),
              largest(config),
              mostRefused,
              this::say);
    } catch (IllegalArgumentException e) {
      throw wrong(e.getMessage());
    }
    // Holds back the exit until everything is written and reported.
    try (StopSignal stop = StopSignal.install(config.stopTimeout());
        RefusalLog refusals = new RefusalLog(refusedFile)) {
      return dryRun
          ? show(config, plan, source, refusals)
          : send(config, plan, source, refusals, stop);
    }
  }

  private ExampleProducerConfig config() {
    ExampleProducerConfig config =
        new ExampleProducerConfig(
            options.properties(ServiceKind.INGEST, ExampleProducerConfig.definition()));
    ServiceLog.toStandardError(config);
    return config;
  }

  private static Sending.Ending ending(StopSignal stop, ExampleProducerConfig config) {
    return new Sending.Ending(stop, config.stopTimeout().multipliedBy(3).dividedBy(4));
  }

  private Optional<TaskSpec> standing(ExampleProducerConfig config, String name) {
    try (TaskDirectory directory = TaskDirectory.open(config)) {
      return directory.find(name);
    } catch (RetriableException e) {
      throw new KafkaException(
          "No answer from brokers "
              + config.getList(ServiceConfig.BOOTSTRAP_SERVERS)
              + " or the registry",
          e);
    }
  }

  private int show(
      ExampleProducerConfig config, TaskPlan plan, RowSource source, RefusalLog refusals)
      throws IOException, InterruptedException {
    Optional<Tokenizer> loaded =
        tokenizer.isPresent() ? Optional.of(Tokenizers.load(tokenizer.get())) : Optional.empty();
    try {
      long examples;
      try {
        examples =
            new DryRun(plan, this::say).run(source, loaded, largest(config), mostRefused, refusals);
      } finally {
        showRefused(refusals);
      }
      say("");
      say(
          String.format(
              "dry run: %d would be sent, %d refused; nothing was sent",
              examples, refusals.count()));
      return refusals.count() > 0 && examples == 0 ? 1 : 0;
    } finally {
      loaded.ifPresent(Tokenizer::close);
    }
  }

  private int send(
      ExampleProducerConfig config,
      TaskPlan plan,
      RowSource source,
      RefusalLog refusals,
      StopSignal stop)
      throws Exception {
    ExampleProducer producer = new ExampleProducer(config);
    declare(producer, plan.task());
    Sending.Outcome outcome =
        Sending.rows(
            producer,
            plan,
            source,
            largest(config),
            mostRefused,
            timing,
            refusals,
            ending(stop, config),
            System.err);
    showRefused(refusals);
    if (timing.outOfOrder() > 0) {
      say(
          timing.outOfOrder()
              + " examples happened before one sent earlier and did not wait for their time:"
              + " sort them, such as by --sql \"... ORDER BY occurred_at\"");
    }
    say(outcome.sentence("task " + plan.task().getName()));
    report(List.of(plan.task()), outcome, refusals);
    if (outcome.failure().isPresent()) {
      throw outcome.failure().get();
    }
    return outcome.refused() > 0 && outcome.sent() == 0 ? 1 : 0;
  }

  /** Sends the demo's text; options about rows are refused, since there are no rows. */
  private int demo() throws Exception {
    spec.commandLine().getParseResult().matchedOptions().stream()
        .map(OptionSpec::longestName)
        .filter(option -> !WITH_DEMO.contains(option))
        .findFirst()
        .ifPresent(
            option -> {
              throw wrong(option + " cannot be used with --demo, whose tasks and texts are fixed");
            });
    ExampleProducerConfig config = config();
    try {
      timing.prepare();
    } catch (IllegalArgumentException e) {
      throw wrong(e.getMessage());
    }
    try (StopSignal stop = StopSignal.install(config.stopTimeout());
        RefusalLog none = new RefusalLog(Optional.empty())) {
      DemoStream stream = DemoText.all(timing.rate());
      ExampleProducer producer = new ExampleProducer(config);
      for (TaskSpec task : stream.tasks()) {
        declare(producer, task);
      }
      Sending.Outcome outcome =
          Sending.examples(
              producer,
              stream,
              stream.planned().examples(),
              timing,
              ending(stop, config),
              System.err);
      say(outcome.sentence("demo"));
      report(stream.tasks(), outcome, none);
      if (outcome.failure().isPresent()) {
        throw outcome.failure().get();
      }
      return 0;
    }
  }

  private void declare(ExampleProducer producer, TaskSpec task) throws InterruptedException {
    try {
      TaskSpec declared = producer.declare(task);
      if (declared.getState() == TaskState.PAUSED) {
        say(
            "task "
                + task.getName()
                + " is PAUSED: its examples wait on their topic until it is resumed");
      }
    } catch (IllegalArgumentException e) {
      producer.close();
      throw wrong(e.getMessage());
    } catch (RuntimeException | InterruptedException e) {
      producer.close();
      throw e;
    }
  }

  private void showRefused(RefusalLog refusals) {
    if (refusals.count() > 0) {
      say("");
      refusals.lines().forEach(this::say);
    }
  }

  private void report(List<TaskSpec> tasks, Sending.Outcome outcome, RefusalLog refusals)
      throws IOException {
    if (reportFile.isEmpty()) {
      return;
    }
    Map<String, Object> report = new LinkedHashMap<>();
    if (tasks.size() == 1) {
      report.put("task", tasks.get(0).getName());
      report.put("kind", tasks.get(0).getKind().name());
    } else {
      report.put("tasks", tasks.stream().map(TaskSpec::getName).toList());
    }
    report.put("sent", outcome.sent());
    report.put("refused", outcome.refused());
    report.put("seconds", outcome.seconds());
    report.put("interrupted", outcome.interrupted());
    report.put("outOfOrder", timing.outOfOrder());
    report.put("refusals", refusals.report());
    report.put("failure", outcome.failure().map(FailureReport::sentence).orElse(null));
    new ObjectMapper()
        .writerWithDefaultPrettyPrinter()
        .writeValue(reportFile.get().toFile(), report);
  }

  /** Returns the producer's size limit; larger examples are refused, not sent. */
  private static int largest(ExampleProducerConfig config) {
    Object set = config.producerProperties(Map.of()).get(ProducerConfig.MAX_REQUEST_SIZE_CONFIG);
    Object size =
        set == null
            ? ProducerConfig.configDef().defaultValues().get(ProducerConfig.MAX_REQUEST_SIZE_CONFIG)
            : set;
    return Integer.parseInt(size.toString().strip());
  }

  private void say(String line) {
    if (ServiceLog.isJson()) {
      LOG.info("{}", line);
      return;
    }
    spec.commandLine().getOut().println(line);
    spec.commandLine().getOut().flush();
  }

  private ParameterException wrong(String sentence) {
    return new ParameterException(spec.commandLine(), sentence);
  }
}
