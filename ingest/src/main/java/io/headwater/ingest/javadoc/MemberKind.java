package io.headwater.ingest.javadoc;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The kind of declaration that a doc comment documents. */
public enum MemberKind {
  /** A class, interface, enum, record or annotation type. */
  TYPE,
  /** A constructor, including a record's compact one. */
  CONSTRUCTOR,
  /** A field or an enum constant. */
  FIELD,
  /** A method without a result. */
  VOID,
  /** A method that returns {@code boolean}. */
  BOOLEAN,
  /** A method without parameters whose name is {@code get} followed by an upper-case letter. */
  GETTER,
  /** Any other method. */
  FUNCTION;

  /** Returns the label of this kind: its name in lower case. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the labels of all kinds, in the order of the constants. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(MemberKind::label).toList();
  }
}
