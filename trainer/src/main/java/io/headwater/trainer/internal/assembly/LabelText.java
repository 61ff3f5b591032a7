package io.headwater.trainer.internal.assembly;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Writes labels as one text, a line each, and reads them back; a label that holds a line feed or a
 * backslash has it escaped.
 */
public final class LabelText {
  private LabelText() {}

  /** Returns labels as one text. */
  public static String join(List<String> labels) {
    return labels.stream().map(LabelText::escape).collect(Collectors.joining("\n"));
  }

  /**
   * Returns labels in their order in as few pieces as have a text of at most a size each; a label
   * that is larger alone is a piece of its own.
   *
   * @param size most bytes of a piece's text in UTF-8
   */
  public static List<List<String>> pieces(List<String> labels, int size) {
    List<List<String>> pieces = new ArrayList<>();
    int start = 0;
    int taken = 0;
    for (int i = 0; i < labels.size(); i++) {
      int bytes = escape(labels.get(i)).getBytes(StandardCharsets.UTF_8).length + 1;
      if (i > start && taken + bytes - 1 > size) { // no line feed follows the last
        pieces.add(labels.subList(start, i));
        start = i;
        taken = 0;
      }
      taken += bytes;
    }
    if (start < labels.size()) {
      pieces.add(labels.subList(start, labels.size()));
    }
    return pieces;
  }

  /** Returns a label as a log may show it: without control characters. */
  public static String printable(String label) {
    return label.replaceAll("\\p{Cntrl}", " ");
  }

  /** Returns a label on one line. */
  static String escape(String label) {
    return label.replace("\\", "\\\\").replace("\n", "\\n");
  }

  /** Returns the label that {@link #escape} wrote. */
  static String unescape(String line) {
    StringBuilder label = new StringBuilder(line.length());
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '\\') {
        i++;
        label.append(line.charAt(i) == 'n' ? '\n' : '\\');
      } else {
        label.append(c);
      }
    }
    return label.toString();
  }
}
