package io.headwater.service.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.service.terminal.Window.Size;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScreenTest {
  private final AtomicReference<Size> size = new AtomicReference<>(new Size(20, 5));
  private final TerminalEmulator terminal = new TerminalEmulator(20, 5);

  @Test
  void shouldDrawInPlaceOfWhatItDrewBefore() {
    terminal.write("started\n");
    Screen screen = new Screen(terminal.stream(), size::get);

    screen.draw(width -> List.of("one long line", "two"));
    screen.draw(width -> List.of("1"));

    assertThat(terminal.screen()).containsExactly("started", "1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a line that is far too long to fit",
        "中文中文中文中文中文中文中文",
        "e\u0301 👍👍👍👍👍👍👍👍👍👍👍👍"
      })
  void shouldCutLinesThatWouldWrap(String line) {
    Screen screen = new Screen(terminal.stream(), size::get);

    screen.draw(width -> List.of(line, "below"));
    screen.draw(width -> List.of(line, "below"));

    assertThat(terminal.screen()).hasSize(2).last().isEqualTo("below");
    assertThat(terminal.screen().get(0)).endsWith("...");
  }

  @Test
  void shouldLeaveOutLinesThatWouldScroll() {
    Screen screen = new Screen(terminal.stream(), size::get);

    for (int time = 0; time < 3; time++) {
      screen.draw(width -> IntStream.range(0, 9).mapToObj(Integer::toString).toList());
    }

    assertThat(terminal.screen()).containsExactly("0", "1", "2", "3");
    assertThat(terminal.scrolled()).isZero();
  }

  @Test
  void shouldDrawAnewWhereTheWindowHasChanged() {
    Screen screen = new Screen(terminal.stream(), size::get);
    screen.draw(width -> List.of("width " + width, "x".repeat(19)));

    terminal.resize(10, 5);
    size.set(new Size(10, 5));
    screen.draw(width -> List.of("width " + width, "x".repeat(19)));

    assertThat(terminal.screen()).containsExactly("width 9", "xxxxxx...");
  }
}
