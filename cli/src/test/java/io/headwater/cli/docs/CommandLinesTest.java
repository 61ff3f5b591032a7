package io.headwater.cli.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.headwater.cli.Headwater;
import io.headwater.client.ExampleProducerConfig;
import io.headwater.evaluator.EvaluatorConfig;
import io.headwater.ingest.bridge.BridgeConfig;
import io.headwater.service.config.ServiceConfig;
import io.headwater.serving.ServingConfig;
import io.headwater.trainer.TrainerConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.ParseResult;

/** Every command line that the documentation shows is one that the command takes. */
class CommandLinesTest {
  private static final List<String> SHELL = List.of("sh", "bash");
  private static final Pattern COMMAND = Pattern.compile("\\s*(\\$ )?(\\./)?headwater [a-z].*");

  private static final Map<String, Consumer<Map<String, String>>> CHECKS =
      Map.of(
          "train", TrainerConfig::new,
          "evaluate", EvaluatorConfig::new,
          "serve", ServingConfig::new,
          "ingest", ExampleProducerConfig::new,
          "bridge", CommandLinesTest::checkBridge);

  /** A command line, with the page it is on for the report of a failure. */
  record Shown(Page page, List<String> arguments) {
    @Override
    public String toString() {
      return page + ": headwater " + String.join(" ", arguments);
    }
  }

  static Stream<Shown> shown() {
    return Page.all().stream()
        .flatMap(page -> scripts(page).flatMap(script -> commands(page, script)));
  }

  private static Stream<String> scripts(Page page) {
    Stream<String> fenced =
        page.fences().stream()
            .filter(fence -> SHELL.contains(fence.language()))
            .map(fence -> String.join("\n", fence.lines()));
    Stream<String> inline =
        page.codeSpans().stream().filter(span -> span.startsWith("./headwater "));
    return Stream.concat(fenced, inline);
  }

  private static Stream<Shown> commands(Page page, String script) {
    return ShellScript.commands(script).stream()
        .filter(words -> words.get(0).matches("(\\./)?headwater"))
        .map(words -> new Shown(page, words.subList(1, words.size())));
  }

  @ParameterizedTest
  @MethodSource("shown")
  void shouldParseAndSetOnlyKnownKeys(Shown shown) {
    ParseResult parsed =
        Headwater.commandLine().parseArgs(shown.arguments().toArray(String[]::new));

    ParseResult last = parsed;
    while (last.hasSubcommand()) {
      last = last.subcommand();
    }
    Map<String, String> set = last.matchedOptionValue("--set", Map.of());
    String command = parsed.subcommand().commandSpec().name();
    assertThatCode(() -> CHECKS.getOrDefault(command, CommandLinesTest::checkAny).accept(set))
        .doesNotThrowAnyException();
  }

  @Test
  void shouldFindTheCommandsOfTheFirstPages() {
    assertThat(shown()).hasSizeGreaterThan(60);
    assertThat(shown().map(Shown::arguments)).contains(List.of("demo"));
  }

  @Test
  void shouldMarkEveryBlockWithCommandsAsShell() {
    assertThat(Page.all())
        .allSatisfy(
            page ->
                assertThat(page.fences())
                    .filteredOn(fence -> !SHELL.contains(fence.language()))
                    .allSatisfy(
                        fence ->
                            assertThat(fence.lines())
                                .noneMatch(line -> COMMAND.matcher(line).matches())));
  }

  private static void checkBridge(Map<String, String> set) {
    Map<String, String> settings = new HashMap<>(set);
    settings.putIfAbsent(BridgeConfig.FROM, "tickets"); // what --from gives
    assertThat(new BridgeConfig(settings).from()).isNotEmpty();
  }

  private static void checkAny(Map<String, String> set) {
    assertThat(new ServiceConfig(ServiceConfig.definition(), set).topics()).isNotNull();
  }
}
