package io.headwater.ingest.javadoc;

/** Reduces texts to words of lower-case letters and digits, to find texts that are the same. */
final class NormalisedText {

  private NormalisedText() {}

  /** Returns the words of a text in lower case, one space between them. */
  static String of(String text) {
    var normal = new StringBuilder(text.length());
    boolean gap = false;
    for (int i = 0; i < text.length(); i++) {
      char next = text.charAt(i);
      if (Character.isLetterOrDigit(next)) {
        if (gap && !normal.isEmpty()) {
          normal.append(' ');
        }
        gap = false;
        normal.append(Character.toLowerCase(next));
      } else {
        gap = true;
      }
    }
    return normal.toString();
  }

  /** Returns the number of words in a normalised text. */
  static int words(String normalised) {
    return normalised.isEmpty() ? 0 : 1 + (int) normalised.chars().filter(c -> c == ' ').count();
  }
}
