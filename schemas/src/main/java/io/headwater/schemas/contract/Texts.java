package io.headwater.schemas.contract;

import java.math.BigDecimal;

/** What counts as text, and how numbers are written as text, wherever labels and texts come in. */
public final class Texts {
  private static final int INVISIBLE =
      1 << Character.SPACE_SEPARATOR
          | 1 << Character.LINE_SEPARATOR
          | 1 << Character.PARAGRAPH_SEPARATOR
          | 1 << Character.CONTROL
          | 1 << Character.FORMAT;
  private static final int LONGEST_EXPONENT = 1_000;

  private Texts() {}

  /**
   * Returns whether a text shows nothing.
   *
   * <p>Beyond {@link String#isBlank}, spaces that do not break, controls and signs that only guide
   * layout, such as U+200B, are nothing.
   */
  public static boolean isBlank(String text) {
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      if ((1 << Character.getType(text.codePointAt(i)) & INVISIBLE) == 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * Returns a text with U+FFFD for each half of a surrogate pair that stands alone, since Java
   * would write a question mark.
   */
  public static String wellFormed(String text) {
    int i = 0;
    while (i < text.length() && !Character.isSurrogate(text.charAt(i))) {
      i++;
    }
    return i == text.length()
        ? text
        : text.codePoints()
            .map(
                sign ->
                    sign >= Character.MIN_SURROGATE && sign <= Character.MAX_SURROGATE
                        ? 0xfffd
                        : sign)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
  }

  /**
   * Returns a number as text.
   *
   * <p>A whole number is written without a fraction whatever its type: 1, 1.0 and 1.00 are "1". A
   * column of whole numbers often turns into floats as soon as a value is missing.
   */
  public static String of(Number number) {
    if (number instanceof Double || number instanceof Float) {
      double value = number.doubleValue();
      boolean whole = value == Math.rint(value) && Math.abs(value) < 1L << 53;
      return whole ? Long.toString((long) value) : number.toString();
    }
    if (number instanceof BigDecimal decimal) {
      // Written out, the zeros of a huge exponent would not fit in memory.
      return Math.abs((long) decimal.scale()) > LONGEST_EXPONENT
          ? decimal.toString()
          : decimal.signum() == 0 ? "0" : decimal.stripTrailingZeros().toPlainString();
    }
    return number.toString();
  }
}
