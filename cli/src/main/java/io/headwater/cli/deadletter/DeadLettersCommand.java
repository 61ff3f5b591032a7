package io.headwater.cli.deadletter;

import io.headwater.cli.service.ServiceOptions;
import io.headwater.client.deadletter.DeadLetterFilter;
import io.headwater.client.deadletter.DeadLetterLog;
import io.headwater.client.deadletter.DeadLetterRetry;
import io.headwater.client.deadletter.DeadLetterSummary;
import io.headwater.client.deadletter.RetryMarks;
import io.headwater.schemas.Topics;
import io.headwater.schemas.contract.DeadLetter;
import io.headwater.schemas.contract.DeadLetter.Location;
import io.headwater.schemas.serde.SchemaRegistry;
import io.headwater.service.config.ServiceConfig;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The {@code headwater dead-letters} command. */
@Command(
    name = "dead-letters",
    mixinStandardHelpOptions = true,
    description = "Shows refused records, and sends them back to where they came from.",
    subcommands = {
      DeadLettersCommand.ListLetters.class,
      DeadLettersCommand.Show.class,
      DeadLettersCommand.SendBack.class
    })
public final class DeadLettersCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Name a subcommand: list, show or retry");
  }

  /** Options that select letters. */
  static final class Filter {
    @Option(
        names = "--reason",
        paramLabel = "REASON",
        description = "Only those refused for this reason, such as LABEL_NOT_IN_SET.")
    private Optional<String> reason = Optional.empty();

    @Option(
        names = "--task",
        paramLabel = "TASK",
        description = "Only those of this task's examples topic.")
    private Optional<String> task = Optional.empty();

    @Option(
        names = "--topic",
        paramLabel = "TOPIC",
        description = "Only those read from this topic, such as the source of a bridge.")
    private Optional<String> topic = Optional.empty();

    @Option(
        names = "--model",
        paramLabel = "MODEL",
        description = "Only those that this model refused.")
    private Optional<String> model = Optional.empty();

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    DeadLetterFilter wanted(Topics topics, List<Location> locations) {
      if (task.isPresent() && topic.isPresent()) {
        throw new ParameterException(
            command.commandLine(), "--task and --topic name the topic twice; give one of them");
      }
      if (task.isPresent() && !Topics.isTaskName(task.get())) {
        throw new ParameterException(
            command.commandLine(),
            "--task is '"
                + task.get()
                + "' but must be 1 to 64 lower-case letters, digits, '-' and '_'");
      }
      return new DeadLetterFilter(
          reason, task.map(topics::examples).or(() -> topic), model, Set.copyOf(locations));
    }
  }

  /** The options and helpers that all subcommands share. */
  private abstract static class OnLetters implements Callable<Integer> {
    @Mixin private ServiceOptions options;
    @Spec private CommandSpec spec;

    @Override
    public final Integer call() {
      ServiceConfig config = options.common();
      Optional<DeadLetterLog> opened = DeadLetterLog.open(config);
      if (opened.isEmpty()) {
        say(
            "There are no dead letters: topic "
                + config.topics().deadLetters()
                + " does not exist yet.");
        return 0;
      }
      try (DeadLetterLog letters = opened.get()) {
        run(config, letters);
      }
      return 0;
    }

    abstract void run(ServiceConfig config, DeadLetterLog letters);

    final void say(String line) {
      spec.commandLine().getOut().println(line);
      spec.commandLine().getOut().flush();
    }

    final ParameterException wrong(String sentence) {
      return new ParameterException(spec.commandLine(), sentence);
    }
  }

  /** The {@code headwater dead-letters list} command. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Counts dead letters by reason, topic and model, and lists the last of them.")
  static final class ListLetters extends OnLetters {
    @Mixin private Filter filter;

    @Option(
        names = "--limit",
        paramLabel = "COUNT",
        defaultValue = "10",
        description = "How many of the last to list (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Option(
        names = "--since",
        paramLabel = "TIME",
        converter = Since.class,
        description = "Only those written since, such as 2h, 3d or 2026-01-31T12:00:00Z.")
    private Optional<Instant> since = Optional.empty();

    @Override
    void run(ServiceConfig config, DeadLetterLog letters) {
      if (limit < 0) {
        throw wrong("--limit is " + limit + " but must be 0 or more");
      }
      DeadLetterSummary summary =
          new DeadLetterSummary(filter.wanted(config.topics(), List.of()), limit);
      letters.read(since, summary::add);
      summary.lines().forEach(this::say);
    }
  }

  /** The {@code headwater dead-letters show} command. */
  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Shows one dead letter: why it was refused, its headers, key and value.")
  static final class Show extends OnLetters {
    @Parameters(
        paramLabel = "PARTITION-OFFSET",
        converter = ReadLocation.class,
        description = "Where it is, as list prints it, such as 0-42.")
    private Location location;

    @Override
    void run(ServiceConfig config, DeadLetterLog letters) {
      DeadLetter letter =
          letters
              .at(location)
              .orElseThrow(
                  () ->
                      wrong(
                          "PARTITION-OFFSET is "
                              + location
                              + " but must be that of a dead letter on "
                              + config.topics().deadLetters()));
      RetryMarks retried = new RetryMarks();
      letters.read(Optional.empty(), retried::read);
      try (SchemaRegistry registry = config.openRegistry()) {
        new DeadLetterText(config.topics(), registry).page(letter, retried).forEach(this::say);
      }
    }
  }

  /** The {@code headwater dead-letters retry} command. */
  @Command(
      name = "retry",
      mixinStandardHelpOptions = true,
      description = {
        "Sends dead letters back to the topics they were read from: key, value and headers as"
            + " they were, plus the header __headwater.retries, which counts the retries.",
        "Each record is sent once, however often the command is run and however many models refused"
            + " it: what was sent is remembered on the dead-letters topic, in the same transaction."
      })
  static final class SendBack extends OnLetters {
    @Mixin private Filter filter;

    @Option(
        names = "--offset",
        paramLabel = "PARTITION-OFFSET",
        converter = ReadLocation.class,
        description = "Only the one at this place; may be repeated.")
    private List<Location> locations = new ArrayList<>();

    @Option(names = "--again", description = "Also sends what was sent back before.")
    private boolean again;

    @Option(names = "--dry-run", description = "Says what would be sent, and sends nothing.")
    private boolean rehearsal;

    @Override
    void run(ServiceConfig config, DeadLetterLog letters) {
      DeadLetterFilter wanted = filter.wanted(config.topics(), locations);
      DeadLetterRetry retry = new DeadLetterRetry(config, letters, wanted, again, this::say);
      DeadLetterRetry.Outcome outcome = rehearsal ? retry.rehearse() : retry.run();
      say(count(outcome.sent()) + (rehearsal ? " would be sent back." : " sent back."));
      if (outcome.copies() > 0) {
        say(
            "Other models' letters about the same records: "
                + outcome.copies()
                + " (a record goes back once).");
      }
      if (outcome.before() > 0) {
        say("Sent back before: " + outcome.before() + " (--again sends them once more).");
      }
      if (outcome.homeless() > 0) {
        say(
            "Nowhere to go: "
                + outcome.homeless()
                + " (their topic is not named, is gone, or is one of Headwater's own).");
      }
    }
  }

  private static String count(long letters) {
    return letters + (letters == 1 ? " dead letter" : " dead letters");
  }

  private static final class ReadLocation implements ITypeConverter<Location> {
    @Override
    public Location convert(String text) {
      try {
        return Location.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  /** Parses a moment, given either as a time or as how long ago it was. */
  private static final class Since implements ITypeConverter<Instant> {
    private static final Pattern AGO = Pattern.compile("([0-9]{1,6})([smhd])");

    @Override
    public Instant convert(String text) {
      Matcher ago = AGO.matcher(text);
      if (ago.matches()) {
        String unit = ago.group(2);
        String iso = unit.equals("d") ? "P" + ago.group(1) + "D" : "PT" + ago.group(1) + unit;
        return Instant.now().minus(Duration.parse(iso));
      }
      try {
        return Instant.parse(text);
      } catch (DateTimeException e) {
        throw new TypeConversionException(
            "'"
                + text
                + "' is neither a time ago, such as 2h, nor a moment in UTC, such as"
                + " 2026-01-31T12:00:00Z");
      }
    }
  }
}
