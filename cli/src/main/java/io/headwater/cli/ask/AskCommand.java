package io.headwater.cli.ask;

import io.headwater.cli.logging.ServiceLog;
import io.headwater.cli.service.ServiceOptions;
import io.headwater.client.PredictionClient;
import io.headwater.client.PredictionClient.Reply;
import io.headwater.schemas.Prediction;
import io.headwater.schemas.SpansTarget;
import io.headwater.schemas.contract.Question;
import io.headwater.service.config.ServiceKind;
import io.headwater.service.terminal.Printable;
import io.headwater.serving.ServingConfig;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RetriableException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code headwater ask} command. */
@Command(
    name = "ask",
    mixinStandardHelpOptions = true,
    description = {
      "Sends one request, waits for the answer of a 'headwater serve' and prints it.",
      "The first line is the answer, the second says which version gave it and how sure it is,",
      "and a third which labels come next."
    },
    footer = {
      "",
      "Exit codes: 0 answered; 1 refused, or not answered in time; 2 wrong usage.",
    })
public final class AskCommand implements Callable<Integer> {
  private static final double LONGEST_WAIT = 86_400;

  @Option(names = "--task", required = true, paramLabel = "NAME", description = "Task.")
  private String task;

  @Option(names = "--text", required = true, paramLabel = "TEXT", description = "Input.")
  private String text;

  @Option(
      names = {"--pair", "--passage"},
      paramLabel = "TEXT",
      description = "Second input, of a task that has two; the passage that is asked about.")
  private Optional<String> pair = Optional.empty();

  @Option(
      names = "--timeout",
      defaultValue = "30",
      paramLabel = "SECONDS",
      description = "How long to wait for the answer (default: ${DEFAULT-VALUE}).")
  private double timeout;

  @Mixin private ServiceOptions options;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (!(timeout > 0 && timeout <= LONGEST_WAIT)) {
      throw new ParameterException(
          spec.commandLine(), "--timeout is " + timeout + " but must be above 0 and at most 86400");
    }
    ServingConfig config =
        new ServingConfig(options.properties(ServiceKind.SERVE, ServingConfig.definition()));
    ServiceLog.toStandardError(config);
    try (PredictionClient client = PredictionClient.open(config, config.partitions())) {
      return print(
          client.ask(
              task, new Question(text, pair), Duration.ofMillis(Math.round(timeout * 1_000))));
    } catch (RetriableException e) {
      throw new KafkaException(
          "No answer from brokers "
              + config.getList(ServingConfig.BOOTSTRAP_SERVERS)
              + " or the registry",
          e);
    }
  }

  private int print(Reply reply) {
    if (reply instanceof Reply.Answered answered) {
      PrintWriter out = spec.commandLine().getOut();
      out.println(Printable.of(answered.text()));
      out.println(origin(answered.prediction()));
      answered.others().ifPresent(next -> out.println("then " + Printable.of(next)));
      out.flush();
      return 0;
    }
    PrintWriter err = spec.commandLine().getErr();
    if (reply instanceof Reply.Refused refused) {
      err.println("headwater: the request was refused: " + Printable.of(refused.reason()));
    } else {
      err.println(
          "headwater: no answer within "
              + timeout
              + " s: is a 'headwater serve' of this model running, and does it have a version?");
    }
    err.flush();
    return 1;
  }

  private static String origin(Prediction prediction) {
    return String.format(
        Locale.ROOT,
        "version %d of %s%s%s, %.1f ms",
        prediction.getVersion(),
        Printable.of(prediction.getModel()),
        prediction.getOutput() instanceof SpansTarget spans ? place(spans) : "",
        prediction.getProbability() == null
            ? ""
            : String.format(Locale.ROOT, ", probability %.3f", prediction.getProbability()),
        prediction.getLatencyMillis());
  }

  private static String place(SpansTarget answer) {
    return answer.getSpans().stream()
        .findFirst()
        .map(span -> ", characters " + span.getStart() + " to " + span.getEnd())
        .orElse(", no answer in the passage");
  }
}
