package io.headwater.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.cli.settings.SettingsTable;
import io.headwater.cli.terminal.FailureReport;
import io.headwater.trainer.TrainerConfig;
import io.headwater.trainer.TrainerException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class HeadwaterTest {
  private final CommandLine command = Headwater.commandLine();
  private final StringWriter errors = new StringWriter();

  private int run(String... arguments) {
    command.setErr(new PrintWriter(errors));
    command.setOut(new PrintWriter(new StringWriter()));
    return command.execute(arguments);
  }

  static Stream<CommandLine> commands() {
    return all(Headwater.commandLine());
  }

  private static Stream<CommandLine> all(CommandLine command) {
    return Stream.concat(
        Stream.of(command), command.getSubcommands().values().stream().flatMap(HeadwaterTest::all));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void shouldDescribeEveryCommandAndOption(CommandLine each) {
    var spec = each.getCommandSpec();

    assertThat(spec.usageMessage().description()).as(spec.qualifiedName()).isNotEmpty();
    assertThat(spec.args()).allSatisfy(argument -> assertThat(argument.description()).isNotEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "demo --minutes 0",
        "demo --minutes many",
        "demo --rate -1",
        "checkpoints",
        "checkpoints show abc",
        "bench",
        "bench ingest --records 0",
        "bench ingest --report no-such-folder/report.json",
        "bench pipeline --size huge",
        "tasks",
        "tasks show",
        "tasks declare a --kind guessing",
        "tasks declare a --score-range 5",
        "dead-letters",
        "dead-letters show 7",
        "dead-letters list --since yesterday",
        "checkpoints fetch",
        "checkpoints fetch --to pom.xml",
        "tokenizer",
        "tokenizer train",
        "tokenizer show no-such-file.json",
        "metrics --set topik.prefix=x",
        "train --set trainer.seed=abc",
        "serve --set serve.batch.size=0",
        "ask --task a",
        "ask --task a --text b --timeout 0",
        "evaluate --config no-such-file.properties",
        "nonsense"
      })
  void shouldExitWithTwoAndOneSentenceOnWrongUsage(String line) {
    assertThat(run(line.split(" "))).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(errors.toString()).isNotBlank().doesNotContain("\tat ");
  }

  @Test
  void shouldNameTheHelpInPlaceOfPrintingIt() {
    run("ingest", "--task", "mail", "--stdin", "--rate", "fast");

    assertThat(errors.toString().lines().toList())
        .hasSize(2)
        .last()
        .isEqualTo("Try 'headwater ingest --help'.");
  }

  @Test
  void shouldListEverySettingOfAService() {
    assertThat(SettingsTable.lines(TrainerConfig.definition()))
        .hasSize(2 * TrainerConfig.definition().names().size())
        .contains("trainer.batch.tokens=1024", "trainer.model.size=tiny");
  }

  @Test
  void shouldNameTheNearestKeyForAMisspelledOne() {
    run("metrics", "--set", "topik.prefix=x");

    assertThat(errors.toString()).contains("topik.prefix").contains("topic.prefix");
  }

  @Test
  void shouldTakeAServiceThatFoundItsSettingsUselessForWrongUsage() {
    Exception failure =
        new TrainerException(new ConfigException("trainer.tokenizer.file is not set"));

    assertThat(new FailureReport().handleExecutionException(failure, command, null))
        .isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(FailureReport.sentence(failure))
        .isEqualTo("the trainer stopped: trainer.tokenizer.file is not set");
  }

  @Test
  void shouldJoinTheMessagesOfCausesOnce() {
    Exception failure =
        new IllegalStateException("no broker", new java.io.IOException("connection refused"));

    assertThat(FailureReport.sentence(failure)).isEqualTo("no broker: connection refused");
  }
}
