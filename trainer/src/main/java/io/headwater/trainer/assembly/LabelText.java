package io.headwater.trainer.assembly;

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
