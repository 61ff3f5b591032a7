package io.headwater.schemas.contract;

/** Shortens values for messages, which travel in headers and logs. */
final class Excerpt {
  private static final int LONGEST = 120;

  private Excerpt() {}

  static String of(Object value) {
    String text = String.valueOf(value);
    if (text.length() <= LONGEST) {
      return "'" + text + "'";
    }
    int end = text.offsetByCodePoints(0, text.codePointCount(0, LONGEST) - 1);
    return "'" + text.substring(0, end) + "...'";
  }
}
