package io.headwater.service.config;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.config.ConfigDef;

/**
 * What the values of a setting may be: checked when a service starts, and said in words by {@link
 * Object#toString()} and to machines by {@link #keywords()}.
 */
public interface Allowed extends ConfigDef.Validator {

  /** Returns the keywords of JSON Schema that say the same, as far as there are any. */
  Map<String, Object> keywords();

  /** Allows numbers from one on. */
  static Allowed atLeast(Number least) {
    return of(
        "at least " + inWords(least), Map.of("minimum", least), ConfigDef.Range.atLeast(least));
  }

  /** Allows numbers from one to another, both included. */
  static Allowed between(Number least, Number most) {
    return of(
        inWords(least) + " to " + inWords(most),
        Map.of("minimum", least, "maximum", most),
        ConfigDef.Range.between(least, most));
  }

  /** Allows numbers above 0, up to one that is included. */
  static Allowed aboveZeroTo(Number most) {
    return of(
        "above 0, up to " + inWords(most),
        Map.of("exclusiveMinimum", 0, "maximum", most),
        ConfigDef.Range.between(Double.MIN_VALUE, most));
  }

  /** Allows some texts. */
  static Allowed oneOf(String... values) {
    int last = values.length - 1;
    String words =
        IntStream.rangeClosed(0, last)
            .mapToObj(i -> (i == 0 ? "" : i == last ? " or " : ", ") + values[i])
            .collect(Collectors.joining());
    return of(words, Map.of("enum", List.of(values)), ConfigDef.ValidString.in(values));
  }

  /** Allows every text but the empty one. */
  static Allowed notEmpty() {
    return of("not empty", Map.of("minLength", 1), new ConfigDef.NonEmptyString());
  }

  /** Allows lists of values that differ, with at least one. */
  static Allowed distinct() {
    return of(
        "one or more, each once",
        Map.of("minLength", 1, "minItems", 1, "uniqueItems", true),
        ConfigDef.ValidList.anyNonDuplicateValues(false, false));
  }

  /** Allows lists of values that differ, the empty one too. */
  static Allowed distinctOrNone() {
    return of(
        "each once",
        Map.of("uniqueItems", true),
        ConfigDef.ValidList.anyNonDuplicateValues(true, false));
  }

  /**
   * Allows what a validator does.
   *
   * @param words what is allowed
   * @param keywords JSON Schema's keywords that say no more than the validator does
   */
  static Allowed of(String words, Map<String, Object> keywords, ConfigDef.Validator validator) {
    return new Allowed() {
      @Override
      public void ensureValid(String key, Object value) {
        validator.ensureValid(key, value);
      }

      @Override
      public Map<String, Object> keywords() {
        return keywords;
      }

      @Override
      public String toString() {
        return words;
      }
    };
  }

  private static String inWords(Number number) {
    return number.toString().replace(".0E", "e");
  }

  /** Returns what allows the same, and that a setting has no value. */
  default Allowed orUnset() {
    return of(
        toString(),
        keywords(),
        (key, value) -> {
          if (value != null) {
            ensureValid(key, value);
          }
        });
  }
}
