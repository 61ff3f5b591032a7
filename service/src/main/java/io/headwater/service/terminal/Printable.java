package io.headwater.service.terminal;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Turns any bytes or text into a form that a terminal shows and does not obey. */
public final class Printable {
  private static final int BYTES_A_LINE = 16;

  private Printable() {}

  /** Returns the text on one line, with control characters written as escapes. */
  public static String of(String text) {
    StringBuilder result = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            point -> {
              if (isObeyed(point)) {
                result.append(String.format(Locale.ROOT, "\\u%04x", point));
              } else {
                result.appendCodePoint(point);
              }
            });
    return result.toString();
  }

  /**
   * Returns the first {@code most} characters of a longer text, with the number of characters left
   * out.
   */
  public static String cut(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
    return text.substring(0, end) + "... (" + (text.length() - end) + " more characters)";
  }

  /**
   * Returns the text that bytes hold in UTF-8; empty if they are not UTF-8 or hold control
   * characters.
   */
  public static Optional<String> text(byte[] bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.codePoints()
              .allMatch(
                  point -> point == '\n' || point == '\r' || point == '\t' || !isObeyed(point))
          ? Optional.of(text)
          : Optional.empty();
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /**
   * Returns lines of an offset, sixteen bytes in hexadecimal, and the same bytes as far as they are
   * ASCII; shows at most {@code most} bytes.
   */
  public static List<String> hexDump(byte[] bytes, int most) {
    List<String> lines = new ArrayList<>();
    int end = Math.min(bytes.length, most);
    for (int from = 0; from < end; from += BYTES_A_LINE) {
      StringBuilder hex = new StringBuilder();
      StringBuilder ascii = new StringBuilder();
      for (int i = from; i < Math.min(from + BYTES_A_LINE, end); i++) {
        hex.append(String.format(Locale.ROOT, "%02x ", bytes[i]));
        ascii.append(bytes[i] >= ' ' && bytes[i] < 0x7f ? (char) bytes[i] : '.');
      }
      lines.add(String.format(Locale.ROOT, "%08x  %-48s |%s|", from, hex, ascii));
    }
    if (bytes.length > end) {
      lines.add("(" + (bytes.length - end) + " more bytes)");
    }
    return lines;
  }

  private static boolean isObeyed(int point) {
    int type = Character.getType(point);
    return type == Character.CONTROL
        || type == Character.FORMAT
        || type == Character.SURROGATE
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR;
  }
}
