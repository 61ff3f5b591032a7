package io.headwater.cli.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Reads the doc comments of a class's constants, or of an enum's, from its source. */
final class ConstantDocs {
  private static final Pattern CONSTANT =
      Pattern.compile(
          "/\\*\\*((?:(?!\\*/).)*)\\*/\\s*(?:public static final String )?([A-Z][A-Z0-9_]*)\\b",
          Pattern.DOTALL);
  private static final Pattern VALUE = Pattern.compile("\\{@value (\\w+)#(\\w+)}");
  private static final Pattern CODE = Pattern.compile("\\{@(?:code|link) #?(\\w+)}");

  private ConstantDocs() {}

  /** Returns the docs by constant, in the order of the source, as text of a page. */
  static Map<String, String> of(Class<?> type) {
    String source = read(type);
    Map<String, String> docs = new LinkedHashMap<>();
    CONSTANT
        .matcher(source.substring(source.indexOf('{')))
        .results()
        .forEach(constant -> docs.put(constant.group(2), text(type, constant.group(1))));
    return docs;
  }

  private static String read(Class<?> type) {
    Path source =
        Page.ROOT.resolve("schemas/src/main/java/" + type.getName().replace('.', '/') + ".java");
    try {
      return Files.readString(source);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(Class<?> type, String comment) {
    String flat = comment.replaceAll("\\s*\\n\\s*\\*? ?", " ").strip();
    String valued = VALUE.matcher(flat).replaceAll(found -> valueOf(type, found));
    return CODE.matcher(valued).replaceAll("`$1`");
  }

  private static String valueOf(Class<?> type, MatchResult found) {
    try {
      return value(Class.forName(type.getPackageName() + "." + found.group(1)), found.group(2));
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("no class for " + found.group(), e);
    }
  }

  /** Returns the value of a public constant as text. */
  static String value(Class<?> type, String constant) {
    try {
      return String.valueOf(type.getField(constant).get(null));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("no constant " + constant + " of " + type, e);
    }
  }
}
