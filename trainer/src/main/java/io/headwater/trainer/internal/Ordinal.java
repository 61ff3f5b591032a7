package io.headwater.trainer.internal;

/** Formats ordinal numbers for log lines. */
final class Ordinal {
  private Ordinal() {}

  /** Returns {@code 1st} for 1, {@code 12th} for 12, and so on. */
  static String of(int number) {
    boolean isTeen = number / 10 % 10 == 1;
    return number
        + switch (isTeen ? 0 : number % 10) {
          case 1 -> "st";
          case 2 -> "nd";
          case 3 -> "rd";
          default -> "th";
        };
  }
}
