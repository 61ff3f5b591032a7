package io.headwater.ingest.source;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A pattern for the names of an archive's entries, which may have named parts, such as {@code
 * articles/{topic}/{name}.txt}.
 *
 * <p>A part in braces and {@code *} match anything but a slash; {@code **} matches anything. What
 * the stars match becomes parts named {@code 1}, {@code 2} and so on.
 */
public final class EntryPattern {
  private static final Pattern TOKEN = Pattern.compile("\\{(\\w+)}|\\*\\*|\\*");

  private final String text;
  private final Pattern pattern;
  private final List<String> parts = new ArrayList<>();

  /**
   * Parses a pattern.
   *
   * @throws IllegalArgumentException if a part is named twice
   */
  public EntryPattern(String text) {
    this.text = text;
    StringBuilder regex = new StringBuilder();
    Matcher token = TOKEN.matcher(text);
    int from = 0;
    int stars = 0;
    while (token.find()) {
      regex.append(Pattern.quote(text.substring(from, token.start())));
      regex.append(token.group().equals("**") ? "(.+)" : "([^/]+)");
      String name = token.group(1) == null ? Integer.toString(++stars) : token.group(1);
      if (parts.contains(name)) {
        throw new IllegalArgumentException(
            "part {" + name + "} occurs twice in the pattern '" + text + "'");
      }
      parts.add(name);
      from = token.end();
    }
    this.pattern = Pattern.compile(regex + Pattern.quote(text.substring(from)));
  }

  /** Returns an entry's parts by their names, or nothing if the entry does not match. */
  public Optional<Map<String, String>> match(String entry) {
    Matcher matcher = pattern.matcher(entry);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    Map<String, String> found = new LinkedHashMap<>();
    for (int i = 0; i < parts.size(); i++) {
      found.put(parts.get(i), matcher.group(i + 1));
    }
    return Optional.of(found);
  }

  /** Returns the names of the parts, in order. */
  public List<String> parts() {
    return List.copyOf(parts);
  }

  @Override
  public String toString() {
    return text;
  }
}
