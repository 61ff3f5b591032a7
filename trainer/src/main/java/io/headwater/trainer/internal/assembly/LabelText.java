package io.headwater.trainer.internal.assembly;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Writes labels as one text with a line for each label, and reads them back. Line feeds and
 * backslashes within labels are escaped.
 */
public final class LabelText {
  private LabelText() {}

  /** Joins labels into one text, a line for each label. */
  public static String join(List<String> labels) {
    return labels.stream().map(LabelText::escape).collect(Collectors.joining("\n"));
  }

  /**
   * Splits labels, in their order, into as few pieces as possible whose texts hold at most {@code
   * size} bytes each. A label that exceeds the size alone gets its own piece.
   *
   * @param size most bytes of a piece's text in UTF-8
   */
  public static List<List<String>> pieces(List<String> labels, int size) {
    List<List<String>> pieces = new ArrayList<>();
    int start = 0;
    int taken = 0;
    for (int i = 0; i < labels.size(); i++) {
      int bytes = escape(labels.get(i)).getBytes(StandardCharsets.UTF_8).length + 1;
      if (i > start && taken + bytes - 1 > size) { // the last label has no line feed
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

  /** Returns a label that is safe to log, with control characters replaced by spaces. */
  public static String printable(String label) {
    return label.replaceAll("\\p{Cntrl}", " ");
  }

  /** Returns a label escaped, so that it fits on one line. */
  static String escape(String label) {
    return label.replace("\\", "\\\\").replace("\n", "\\n");
  }

  /** Returns the label that {@link #escape} turned into a line. */
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
