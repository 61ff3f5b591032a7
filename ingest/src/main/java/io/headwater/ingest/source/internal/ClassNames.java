package io.headwater.ingest.source.internal;

import io.headwater.schemas.contract.Rejection;
import io.headwater.schemas.contract.RejectionReason;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The names of the classes that a data set writes as numbers, as Hugging Face's {@code ClassLabel}.
 *
 * @param names name by number
 */
public record ClassNames(Map<Long, String> names) {
  private static final long NONE = -1;

  /** Sorts the classes by number. */
  public ClassNames {
    names = new TreeMap<>(names);
  }

  /** A value's class, or why it has none. */
  record Named(Object value, Optional<Rejection> rejection) {}

  /** Returns the class of a value; null, and a class that is named already, stay what they are. */
  Named name(String field, Object value) {
    if (value == null || names.containsValue(value.toString())) {
      return new Named(value, Optional.empty());
    }
    boolean whole = value.toString().matches("-?\\d{1,18}");
    long number = whole ? Long.parseLong(value.toString()) : Long.MIN_VALUE;
    if (names.containsKey(number)) {
      return new Named(names.get(number), Optional.empty());
    }
    return new Named(
        value,
        Optional.of(
            number == NONE
                ? new Rejection(
                    RejectionReason.MISSING_FIELD,
                    field + " is -1, with which a data set says that the row has none")
                : Rejection.of(
                    RejectionReason.BAD_FIELD, field, value, "one of the classes " + names)));
  }
}
