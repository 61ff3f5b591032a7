package io.headwater.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.cli.demo.Quality.Standing;
import io.headwater.evaluator.EvaluatorStatus;
import io.headwater.schemas.TaskKind;
import io.headwater.schemas.TaskSpec;
import io.headwater.service.terminal.Screen;
import io.headwater.service.terminal.TerminalEmulator;
import io.headwater.service.terminal.Window;
import io.headwater.trainer.TrainerStatus;
import io.headwater.trainer.TrainerStatus.TaskStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DisplayTest {
  private static final Duration LENGTH = Duration.ofMinutes(3);

  @Test
  void shouldShowEverythingIn120Columns() {
    assertThat(shown(120))
        .containsExactly(
            "2:05 of 3:00, 0:55 left  Ctrl-C ends it with the report",
            "sent 44,700  learned 44,100  scored 43,900  steps 1,815  11,866 tokens/s  version 35"
                + "  swaps 35  lag 1",
            "",
            "last 1,000        model             strong         trivial  learned   loss  weight",
            "library accuracy  0.792  0.818 naive-bayes  0.157 majority   17,100  1.234   1.000",
            "headline rougeL   0.273         0.226 lead  0.180 majority   10,000  4.321   2.000",
            "",
            "2:05  version 35 swapped in, it scores now",
            "2:05  version 35 published",
            "2:05  drift: jackson joins the stream, with words and a label of its own",
            "1:02  task library adopted",
            "1:02  task headline adopted");
  }

  @Test
  void shouldWrapFiguresAndLeaveOutTheLastColumnIn80() {
    assertThat(shown(80))
        .containsSubsequence(
            "2:05 of 3:00, 0:55 left  Ctrl-C ends it with the report",
            "sent 44,700  learned 44,100  scored 43,900  steps 1,815  11,866 tokens/s",
            "version 35  swaps 35  lag 1",
            "",
            "last 1,000        model             strong         trivial  learned   loss",
            "library accuracy  0.792  0.818 naive-bayes  0.157 majority   17,100  1.234");
  }

  @Test
  void shouldKeepBothBaselinesIn60() {
    assertThat(shown(60))
        .containsSubsequence(
            "2:05 of 3:00, 0:55 left  Ctrl-C ends it with the report",
            "sent 44,700  learned 44,100  scored 43,900  steps 1,815",
            "11,866 tokens/s  version 35  swaps 35  lag 1",
            "",
            "last 1,000  model             strong         trivial",
            "library     0.792  0.818 naive-bayes  0.157 majority");
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 40, 60, 80, 120, 200})
  void shouldStayInPlaceInAnyWidth(int columns) {
    TerminalEmulator terminal = new TerminalEmulator(columns, 24);
    terminal.write("started\n");
    Display display = display(Optional.of(screen(terminal, columns)), terminal);

    for (int second = 0; second < 60; second++) {
      display.show(moment(Duration.ofSeconds(second), second));
    }

    assertThat(terminal.scrolled()).isZero();
    assertThat(terminal.screen().get(0)).isEqualTo("started");
    assertThat(terminal.screen().get(1)).startsWith("0:59 of 3:00");
    assertThat(terminal.screen()).filteredOn(line -> line.contains(" of 3:00")).hasSize(1);
  }

  @Test
  void shouldSayThatTheLastExamplesAreScoredWhenTheTimeIsOver() {
    TerminalEmulator terminal = new TerminalEmulator(80, 24);

    display(Optional.of(screen(terminal, 80)), terminal).show(moment(Duration.ofSeconds(181), 3));

    assertThat(terminal.screen().get(0)).startsWith("3:01 of 3:00, scoring the last examples");
  }

  @Test
  void shouldPrintALineEveryFiveSecondsWhereThereIsNoTerminal() {
    TerminalEmulator output = new TerminalEmulator(300, 24);
    Display display = display(Optional.empty(), output);

    for (int second = 0; second < 10; second++) {
      display.show(moment(Duration.ofSeconds(second), second));
    }

    assertThat(output.screen())
        .hasSize(2)
        .first()
        .asString()
        .startsWith("0:00 of 3:00, 3:00 left  sent 44,700")
        .endsWith(
            "| library accuracy 0.792 (0.818 naive-bayes; 0.157 majority), headline rougeL 0.273"
                + " (0.226 lead; 0.180 majority)");
  }

  private static List<String> shown(int columns) {
    TerminalEmulator terminal = new TerminalEmulator(columns, 24);
    Display display = display(Optional.of(screen(terminal, columns)), terminal);
    display.show(moment(Duration.ofSeconds(62), 34));
    display.show(moment(Duration.ofSeconds(125), 35));
    return terminal.screen();
  }

  private static Screen screen(TerminalEmulator terminal, int columns) {
    return new Screen(terminal.stream(), () -> new Window.Size(columns, 24));
  }

  private static Display display(Optional<Screen> screen, TerminalEmulator output) {
    return new Display(
        output.stream(),
        screen,
        LENGTH,
        List.of(task("library", TaskKind.CLASSIFICATION), task("headline", TaskKind.SUMMARIZATION)),
        DisplayTest::standing,
        new Events(Map.of("guava", 0, "jackson", 44_000)));
  }

  private static Standing standing(TaskSpec task) {
    return task.getName().equals("library")
        ? new Standing(
            "accuracy",
            Optional.of(0.792),
            Optional.of("0.818 naive-bayes"),
            Optional.of("0.157 majority"))
        : new Standing(
            "rougeL", Optional.of(0.273), Optional.of("0.226 lead"), Optional.of("0.180 majority"));
  }

  private static TaskSpec task(String name, TaskKind kind) {
    return TaskSpec.newBuilder().setName(name).setKind(kind).build();
  }

  private static Moment moment(Duration elapsed, long version) {
    return new Moment(
        elapsed,
        version == 34 ? 30_000 : 44_700,
        new TrainerStatus(
            TrainerStatus.State.TRAINING,
            true,
            1,
            1815,
            OptionalLong.of(version),
            44_100,
            1_000_000,
            Map.of(),
            11_866,
            Map.of(
                "library", new TaskStatus(1.234, 1, 17_100),
                "headline", new TaskStatus(4.321, 2, 10_000)),
            OptionalLong.of(0),
            0,
            0,
            0,
            0,
            Optional.empty()),
        new EvaluatorStatus(
            true,
            Map.of("library", 43_900L),
            Map.of(),
            1,
            OptionalLong.of(version),
            List.of(version),
            Map.of(),
            version,
            OptionalDouble.of(1),
            List.of(),
            0,
            0,
            0,
            0,
            0));
  }
}
