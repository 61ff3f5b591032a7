package io.headwater.service.terminal;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Shows what a terminal would: wraps at the last column, scrolls at the last row, and obeys the
 * escapes that screens are drawn with. It fails on any other.
 */
public final class TerminalEmulator {
  private int columns;
  private int rows;
  private final List<String[]> lines = new ArrayList<>();
  private final StringBuilder escape = new StringBuilder();
  private int row;
  private int column;
  private int scrolled;

  /** Makes an empty terminal. */
  public TerminalEmulator(int columns, int rows) {
    this.columns = columns;
    this.rows = rows;
    clear();
  }

  /** Changes the size, and wraps what no longer fits, as many terminals do. */
  public void resize(int newColumns, int newRows) {
    List<String> shown = screen();
    columns = newColumns;
    rows = newRows;
    clear();
    row = 0;
    column = 0;
    shown.forEach(line -> write(line + "\n"));
  }

  private void clear() {
    lines.clear();
    Stream.generate(() -> new String[columns]).limit(rows).forEach(lines::add);
  }

  /** Returns a stream to this terminal. */
  public PrintStream stream() {
    return new PrintStream(
        new OutputStream() {
          private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

          @Override
          public void write(int one) {
            bytes.write(one);
          }

          @Override
          public void flush() {
            TerminalEmulator.this.write(bytes.toString(StandardCharsets.UTF_8));
            bytes.reset();
          }
        },
        true,
        StandardCharsets.UTF_8);
  }

  /** Shows what a program writes. */
  public void write(String text) {
    text.codePoints().forEach(this::take);
  }

  private void take(int point) {
    if (escape.length() > 0 || point == 0x1b) {
      escape.appendCodePoint(point);
      if (escape.length() > 2 && Character.isLetter(point)) {
        obey(escape.substring(2, escape.length() - 1), (char) point);
        escape.setLength(0);
      }
    } else if (point == '\r') {
      column = 0;
    } else if (point == '\n') {
      column = 0; // as a terminal's driver does
      down();
    } else {
      put(new String(Character.toChars(point)), width(point));
    }
  }

  private void down() {
    if (row < rows - 1) {
      row++;
    } else {
      lines.remove(0);
      lines.add(new String[columns]);
      scrolled++;
    }
  }

  private void put(String sign, int width) {
    if (width == 0) {
      lines.get(row)[column - 1] += sign;
      return;
    }
    if (column + width > columns) {
      column = 0;
      down();
    }
    lines.get(row)[column] = sign;
    if (width == 2) {
      lines.get(row)[column + 1] = "";
    }
    column += width;
  }

  /** Knows the widths of the signs that tests use, from the tables of Unicode 15. */
  private static int width(int point) {
    if (point >= 0x300 && point <= 0x36f) {
      return 0;
    }
    return (point >= 0x3040 && point <= 0xd7a3) || point >= 0x1f300 ? 2 : 1;
  }

  private void obey(String number, char command) {
    switch (command) {
      case 'A' -> row = Math.max(0, row - Integer.parseInt(number));
      case 'H' -> {
        row = 0;
        column = 0;
      }
      case 'J' -> {
        if (number.equals("2")) {
          clear();
        } else {
          blank(row, column);
          for (int below = row + 1; below < rows; below++) {
            blank(below, 0);
          }
        }
      }
      case 'K' -> blank(row, 0);
      default -> throw new AssertionError("no escape known as " + number + command);
    }
  }

  private void blank(int line, int from) {
    for (int at = from; at < columns; at++) {
      lines.get(line)[at] = null;
    }
  }

  /** Returns how many lines have left at the top. */
  public int scrolled() {
    return scrolled;
  }

  /** Returns the lines shown, without blanks at their ends and without empty lines at the end. */
  public List<String> screen() {
    List<String> shown = new ArrayList<>();
    for (String[] line : lines) {
      StringBuilder text = new StringBuilder();
      for (String sign : line) {
        text.append(sign == null ? " " : sign);
      }
      shown.add(text.toString().stripTrailing());
    }
    while (!shown.isEmpty() && shown.get(shown.size() - 1).isEmpty()) {
      shown.remove(shown.size() - 1);
    }
    return shown;
  }
}
