package io.headwater.schemas.contract;

import java.util.List;

/** Shortens values for messages, which travel in headers and logs. */
public final class Excerpt {
  private static final int LONGEST = 120;

  private Excerpt() {}

  public static String of(Object value) {
    // Formats only the part of a long list that can be shown.
    String text =
        value instanceof List<?> list && list.size() > LONGEST
            ? String.valueOf(list.subList(0, LONGEST))
            : String.valueOf(value);
    if (text.length() <= LONGEST) {
      return "'" + text + "'";
    }
    int end = text.offsetByCodePoints(0, text.codePointCount(0, LONGEST) - 1);
    return "'" + text.substring(0, end) + "...'";
  }
}
