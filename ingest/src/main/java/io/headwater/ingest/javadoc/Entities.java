package io.headwater.ingest.javadoc;

import java.util.Map;

/** Decodes the HTML character references that doc comments use. */
final class Entities {

  private static final int LONGEST = 10;

  private static final Map<String, String> NAMED =
      Map.ofEntries(
          Map.entry("lt", "<"),
          Map.entry("gt", ">"),
          Map.entry("amp", "&"),
          Map.entry("quot", "\""),
          Map.entry("apos", "'"),
          Map.entry("nbsp", " "),
          Map.entry("ensp", " "),
          Map.entry("thinsp", " "),
          Map.entry("shy", ""),
          Map.entry("zwnj", ""),
          Map.entry("mdash", "\u2014"),
          Map.entry("ndash", "\u2013"),
          Map.entry("hellip", "..."),
          Map.entry("lsquo", "'"),
          Map.entry("rsquo", "'"),
          Map.entry("ldquo", "\""),
          Map.entry("rdquo", "\""),
          Map.entry("copy", "\u00a9"),
          Map.entry("times", "\u00d7"),
          Map.entry("middot", "\u00b7"),
          Map.entry("bull", "\u2022"),
          Map.entry("deg", "\u00b0"),
          Map.entry("plusmn", "\u00b1"),
          Map.entry("minus", "-"),
          Map.entry("le", "\u2264"),
          Map.entry("ge", "\u2265"),
          Map.entry("ne", "\u2260"),
          Map.entry("rarr", "->"),
          Map.entry("larr", "<-"),
          Map.entry("infin", "\u221e"),
          Map.entry("radic", "\u221a"),
          Map.entry("sum", "\u2211"),
          Map.entry("alpha", "\u03b1"),
          Map.entry("beta", "\u03b2"),
          Map.entry("gamma", "\u03b3"),
          Map.entry("delta", "\u03b4"),
          Map.entry("epsilon", "\u03b5"),
          Map.entry("theta", "\u03b8"),
          Map.entry("lambda", "\u03bb"),
          Map.entry("mu", "\u03bc"),
          Map.entry("pi", "\u03c0"),
          Map.entry("sigma", "\u03c3"),
          Map.entry("sup2", "\u00b2"),
          Map.entry("frac12", "\u00bd"));

  private Entities() {}

  /** Returns the text with every known reference replaced; unknown ones stay as they are. */
  static String decode(String text) {
    int next = text.indexOf('&');
    if (next < 0) {
      return text;
    }
    var decoded = new StringBuilder(text.length());
    int copied = 0;
    while (next >= 0) {
      int semicolon = text.indexOf(';', next);
      String character =
          semicolon > next + 1 && semicolon - next <= LONGEST
              ? character(text.substring(next + 1, semicolon))
              : null;
      if (character != null) {
        decoded.append(text, copied, next).append(character);
        copied = semicolon + 1;
      }
      next = text.indexOf('&', Math.max(copied, next + 1));
    }
    return decoded.append(text, copied, text.length()).toString();
  }

  private static String character(String name) {
    if (name.charAt(0) != '#') {
      return NAMED.get(name);
    }
    try {
      boolean hexadecimal = name.length() > 2 && (name.charAt(1) == 'x' || name.charAt(1) == 'X');
      int code =
          hexadecimal
              ? Integer.parseInt(name, 2, name.length(), 16)
              : Integer.parseInt(name, 1, name.length(), 10);
      boolean printable = Character.isValidCodePoint(code) && !Character.isISOControl(code);
      return printable && !(code >= 0xD800 && code <= 0xDFFF) ? Character.toString(code) : " ";
    } catch (NumberFormatException | IndexOutOfBoundsException malformed) {
      return null;
    }
  }
}
