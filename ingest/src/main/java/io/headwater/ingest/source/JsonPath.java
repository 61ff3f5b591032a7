package io.headwater.ingest.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A path to the rows in a JSON value: a small part of JSONPath (RFC 9535).
 *
 * <p>After {@code $}, which is the whole value, stand steps: {@code .name} or {@code ['name']} for
 * the member of an object, {@code [0]} for an element of a list counted from 0, and {@code [*]} or
 * {@code .*} for every element or member. Nothing else of JSONPath is known.
 */
public final class JsonPath {
  private static final String ALLOWED =
      "of the steps .name, ['name'], [0], [*] and .*, of which one must be [*] or .*, such as"
          + " '$.data[*]'";

  private static final Pattern NAME = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_-]*");

  private static final Pattern STEP =
      Pattern.compile(
          "\\.(?<name>"
              + NAME
              + ")|\\['(?<single>[^']*)']|\\[\"(?<double>[^\"]*)\"]"
              + "|\\[(?<index>\\d{1,9})]|(?<every>\\[\\*]|\\.\\*)");

  /** A part of a path. */
  public sealed interface Step {
    /** Returns whether the step leads to an object's member. */
    default boolean matches(String member) {
      return false;
    }

    /** Returns whether the step leads to a list's element, counted from 0. */
    default boolean matches(long element) {
      return false;
    }
  }

  /** Leads to one member of an object. */
  private record Member(String name) implements Step {
    @Override
    public boolean matches(String member) {
      return name.equals(member);
    }
  }

  /** Leads to one element of a list. */
  private record Element(long index) implements Step {
    @Override
    public boolean matches(long element) {
      return index == element;
    }
  }

  /** Leads to all elements of a list, or all members of an object. */
  private record Every() implements Step {
    @Override
    public boolean matches(String member) {
      return true;
    }

    @Override
    public boolean matches(long element) {
      return true;
    }
  }

  private final String text;
  private final List<Step> steps;

  private JsonPath(String text, List<Step> steps) {
    this.text = text;
    this.steps = List.copyOf(steps);
  }

  /**
   * Parses a path.
   *
   * @throws IllegalArgumentException if it is none of this part of JSONPath, or can lead to one
   *     value only
   */
  public static JsonPath parse(String text) {
    List<Step> steps = new ArrayList<>();
    Matcher step = STEP.matcher(text);
    int at = text.startsWith("$") ? 1 : -1;
    while (at > 0 && at < text.length()) {
      at = step.region(at, text.length()).lookingAt() ? step.end() : -1;
      if (at > 0) {
        steps.add(step(step));
      }
    }
    if (at < 0) {
      throw new IllegalArgumentException(
          "path is '" + text + "' but must be '$' and then any " + ALLOWED);
    }
    if (steps.stream().noneMatch(Every.class::isInstance)) {
      throw new IllegalArgumentException(
          "path is '"
              + text
              + "' but must lead to many rows: '"
              + text
              + "[*]' takes all of a list");
    }
    return new JsonPath(text, steps);
  }

  private static Step step(Matcher found) {
    Optional<String> name =
        Optional.ofNullable(found.group("name"))
            .or(() -> Optional.ofNullable(found.group("single")))
            .or(() -> Optional.ofNullable(found.group("double")));
    if (name.isPresent()) {
      return new Member(name.get());
    }
    return found.group("every") == null
        ? new Element(Long.parseLong(found.group("index")))
        : new Every();
  }

  /** Writes the path to every element of the list that members, from the outermost, lead to. */
  public static String toElements(List<String> members) {
    return members.stream().map(JsonPath::written).collect(Collectors.joining("", "$", "[*]"));
  }

  private static String written(String member) {
    if (NAME.matcher(member).matches()) {
      return "." + member;
    }
    char quote = member.indexOf('"') < 0 ? '"' : '\'';
    return "[" + quote + member + quote + "]";
  }

  /** Returns the steps, from the outermost. */
  public List<Step> steps() {
    return steps;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof JsonPath path && steps.equals(path.steps);
  }

  @Override
  public int hashCode() {
    return steps.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
