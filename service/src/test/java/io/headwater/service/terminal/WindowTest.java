package io.headwater.service.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.service.terminal.Window.Size;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WindowTest {
  private final AtomicReference<Optional<Size>> terminal = new AtomicReference<>(Optional.empty());
  private final Window window = new Window(terminal::get);

  @Test
  void shouldHaveTheUsualSizeWhereNoTerminalTells() {
    assertThat(window.get()).isEqualTo(new Size(80, 24));
  }

  @Test
  void shouldAskAgainAfterAChangeAlone() {
    terminal.set(Optional.of(new Size(100, 30)));
    assertThat(window.get()).isEqualTo(new Size(100, 30));

    terminal.set(Optional.of(new Size(60, 10)));
    assertThat(window.get()).isEqualTo(new Size(100, 30));

    window.change();
    assertThat(window.get()).isEqualTo(new Size(60, 10));
  }

  @Test
  void shouldKeepTheLastSizeWhereTheTerminalNoLongerTells() {
    terminal.set(Optional.of(new Size(100, 30)));
    window.get();

    terminal.set(Optional.empty());
    window.change();

    assertThat(window.get()).isEqualTo(new Size(100, 30));
  }

  @Test
  void shouldReadRowsThenColumns() {
    assertThat(Window.parse("24 80\n")).contains(new Size(80, 24));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0 0\n", "stty: not a terminal", "24\n"})
  void shouldNotTakeWhatIsNoSize(String answer) {
    assertThat(Window.parse(answer)).isEmpty();
  }
}
