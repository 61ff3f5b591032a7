package io.headwater.service.config;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.config.ConfigDef;

/**
 * The rule for the values of a setting: checked when a service starts, and described in words by
 * {@link Object#toString()} and for machines by {@link #keywords()}.
 */
public interface Allowed extends ConfigDef.Validator {

  /** Returns the JSON Schema keywords that say the same, as far as such keywords exist. */
  Map<String, Object> keywords();

  /** Allows numbers from {@code least} up. */
  static Allowed atLeast(Number least) {
    return of(
        "at least " + inWords(least), Map.of("minimum", least), ConfigDef.Range.atLeast(least));
  }

  /** Allows numbers from {@code least} to {@code most}, both included. */
  static Allowed between(Number least, Number most) {
    return of(
        inWords(least) + " to " + inWords(most),
        Map.of("minimum", least, "maximum", most),
        ConfigDef.Range.between(least, most));
  }

  /** Allows numbers above 0 up to {@code most}, which is included. */
  static Allowed aboveZeroTo(Number most) {
    return of(
        "above 0, up to " + inWords(most),
        Map.of("exclusiveMinimum", 0, "maximum", most),
        ConfigDef.Range.between(Double.MIN_VALUE, most));
  }

  /** Allows the given texts only. */
  static Allowed oneOf(String... values) {
    int last = values.length - 1;
    String words =
        IntStream.rangeClosed(0, last)
            .mapToObj(i -> (i == 0 ? "" : i == last ? " or " : ", ") + values[i])
            .collect(Collectors.joining());
    return of(words, Map.of("enum", List.of(values)), ConfigDef.ValidString.in(values));
  }

  /** Allows every text except the empty one. */
  static Allowed notEmpty() {
    return of("not empty", Map.of("minLength", 1), new ConfigDef.NonEmptyString());
  }

  /** Allows lists without duplicates that have at least one value. */
  static Allowed distinct() {
    return of(
        "one or more, each once",
        Map.of("minLength", 1, "minItems", 1, "uniqueItems", true),
        ConfigDef.ValidList.anyNonDuplicateValues(false, false));
  }

  /** Allows lists without duplicates, including the empty list. */
  static Allowed distinctOrNone() {
    return of(
        "each once",
        Map.of("uniqueItems", true),
        ConfigDef.ValidList.anyNonDuplicateValues(true, false));
  }

  /**
   * Allows what a validator allows.
   *
   * @param words what is allowed, in words
   * @param keywords JSON Schema keywords that demand no more than the validator does
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

  /** Returns a rule that allows the same values and also lets the setting have no value. */
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
