package io.headwater.service.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
  @Test
  void shouldAlignTheFirstColumnLeftAndTheOthersRight() {
    Table table = new Table("task", "accuracy").row("library", "0.5").row("a", "0.25");

    assertThat(table.lines())
        .containsExactly("task     accuracy", "library       0.5", "a            0.25");
  }

  @Test
  void shouldAlignWideSignsByTheirColumns() {
    Table table = new Table("task", "n").row("中文", "1").row("cafe\u0301", "2");

    assertThat(table.lines()).containsExactly("task  n", "中文  1", "cafe\u0301  2");
  }

  @Test
  void shouldLeaveOutTheLastColumnsWhereTheyDoNotFit() {
    Table table = new Table("task", "first", "second").row("a", "1", "2");

    assertThat(table.lines(19)).containsExactly("task  first  second", "a         1       2");
    assertThat(table.lines(18)).containsExactly("task  first", "a         1");
    assertThat(table.lines(3)).containsExactly("task", "a");
  }

  @Test
  void shouldRefuseARowOfAnotherLength() {
    Table table = new Table("one", "two");

    assertThatThrownBy(() -> table.row(List.of("only")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a row has 1 cells but the table has 2 columns");
  }
}
