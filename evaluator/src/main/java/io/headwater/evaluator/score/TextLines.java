package io.headwater.evaluator.score;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Splits UTF-8 text into lines, which end in LF or CRLF; a byte order mark is dropped. */
final class TextLines {
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private TextLines() {}

  /**
   * Reads all lines.
   *
   * @throws BadRowException if a line is not UTF-8
   */
  static List<String> read(InputStream in, String file) throws IOException {
    List<String> lines = new ArrayList<>();
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    InputStream buffered = new BufferedInputStream(in);
    for (int next = buffered.read(); next >= 0; next = buffered.read()) {
      if (next == '\n') {
        lines.add(decode(line, file, lines.size() + 1));
      } else {
        line.write(next);
      }
    }
    if (line.size() > 0) {
      lines.add(decode(line, file, lines.size() + 1));
    }
    return lines;
  }

  private static String decode(ByteArrayOutputStream bytes, String file, int number)
      throws BadRowException {
    String line;
    try {
      line =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes.toByteArray()))
              .toString();
    } catch (CharacterCodingException e) {
      throw new BadRowException(file, number, "is not UTF-8");
    }
    bytes.reset();
    if (number == 1 && line.startsWith(BYTE_ORDER_MARK)) {
      line = line.substring(BYTE_ORDER_MARK.length());
    }
    return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
  }
}
