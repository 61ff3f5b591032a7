package io.headwater.model.internal.program;

import io.headwater.model.internal.layout.ProgramName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Replaces the names in a program text by their numbers.
 *
 * <p>A name is an enum's constant as Java writes it, such as {@code TrunkShape.HEADS}, or {@code
 * TrunkShape.COUNT}, the number of constants the enum has. Comments are left as they are.
 */
final class ProgramNames {
  private static final Pattern NAME = Pattern.compile("(?<![\\w.])[A-Z]\\w*\\.\\w+");
  private static final String COUNT = "COUNT";

  private final Map<String, Integer> numbers = new LinkedHashMap<>();

  /** Collects the enums nested in {@code owners}, whose simple names must differ. */
  ProgramNames(Class<?>... owners) {
    Stream.of(owners).flatMap(owner -> Stream.of(owner.getDeclaredClasses())).forEach(this::add);
  }

  private void add(Class<?> type) {
    Object[] constants = type.getEnumConstants();
    put(type, COUNT, constants.length);
    for (Object constant : constants) {
      ProgramName name = (ProgramName) constant;
      put(type, name.name(), name.number());
    }
  }

  private void put(Class<?> type, String constant, int number) {
    String name = type.getSimpleName() + "." + constant;
    if (numbers.put(name, number) != null) {
      throw new IllegalArgumentException("There are two constants " + name);
    }
  }

  /** Returns every known name. */
  List<String> all() {
    return List.copyOf(numbers.keySet());
  }

  /** Returns the names a text uses outside its comments, each as often as it is used. */
  static List<String> usedIn(String text) {
    return text.lines()
        .flatMap(line -> NAME.matcher(code(line)).results().map(MatchResult::group))
        .toList();
  }

  /**
   * Returns a text with numbers in place of its names.
   *
   * @param resource what to call the text in an error
   * @throws IllegalArgumentException if a name is unknown; the message says where it stands
   */
  String resolve(String resource, String text) {
    List<String> resolved = new ArrayList<>();
    for (String line : text.split("\n", -1)) {
      String code = code(line);
      String where = resource + ", line " + (resolved.size() + 1);
      Matcher names = NAME.matcher(code);
      String numbered = names.replaceAll(match -> String.valueOf(number(match.group(), where)));
      resolved.add(numbered + line.substring(code.length()));
    }
    return String.join("\n", resolved);
  }

  private int number(String name, String where) {
    return Optional.ofNullable(numbers.get(name))
        .orElseThrow(
            () -> new IllegalArgumentException(where + ": no enum has the constant " + name));
  }

  /** Returns the part of a line before its comment; no text has a # elsewhere. */
  private static String code(String line) {
    int comment = line.indexOf('#');
    return comment < 0 ? line : line.substring(0, comment);
  }
}
