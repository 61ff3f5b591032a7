package io.headwater.ingest.javadoc;

import java.util.regex.Pattern;

/** Shortens package-qualified names, which would give the library away. */
final class QualifiedNames {

  private static final Pattern QUALIFIER =
      Pattern.compile("(?<![\\w.])(?:[a-z_][a-z0-9_]*\\.){2,}(?=[A-Z])");
  private static final Pattern PACKAGE =
      Pattern.compile(
          "(?<![\\w./@])(?:org|com|net|io|java|javax|jdk|sun)\\.[a-z][a-z0-9_]*(?:\\.[a-z0-9_]+)*");

  private QualifiedNames() {}

  /**
   * Returns the text with {@code a.b.Type} cut to {@code Type} and names of packages to their last
   * part.
   */
  static String shorten(String text) {
    if (text.indexOf('.') < 0) {
      return text;
    }
    String unqualified = QUALIFIER.matcher(text).replaceAll("");
    return PACKAGE
        .matcher(unqualified)
        .replaceAll(match -> match.group().substring(match.group().lastIndexOf('.') + 1));
  }
}
