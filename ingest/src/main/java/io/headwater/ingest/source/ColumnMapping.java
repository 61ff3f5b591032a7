package io.headwater.ingest.source;

import io.headwater.ingest.fields.FieldNames;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Says which column of a file holds which field.
 *
 * <p>A column is given by its name, or by its number from 1 if the file does not name its columns.
 * Elements of a JSON row that is a list are counted from 0, as in JSON. A field that is given no
 * column is read from the column with the field's own name, if there is one.
 *
 * @param columns column by field; fields are those of {@link FieldNames}
 * @param attributes further columns to keep as attributes; {@link #EVERY_OTHER} for all
 */
public record ColumnMapping(Map<String, String> columns, List<String> attributes) {
  /** Stands for every column that is not a field. */
  public static final String EVERY_OTHER = "*";

  private static final List<String> OTHER_DELIMITERS = List.of("\t", ";", "|", ",");

  /** Reads each field from the column with the field's own name. */
  public static final ColumnMapping BY_NAME = new ColumnMapping(Map.of(), List.of());

  /**
   * Checks the names.
   *
   * @throws IllegalArgumentException if a field is unknown, or an attribute has the name of a field
   */
  public ColumnMapping {
    columns = Map.copyOf(columns);
    attributes = List.copyOf(attributes);
    for (String field : columns.keySet()) {
      if (!FieldNames.ALL.contains(field)) {
        throw new IllegalArgumentException(
            "field is '" + field + "' but must be one of " + FieldNames.ALL);
      }
    }
    for (String attribute : attributes) {
      if (FieldNames.ALL.contains(attribute)) {
        throw new IllegalArgumentException(
            "attribute is '" + attribute + "' but must not have the name of a field");
      }
    }
  }

  /**
   * Returns the column of each field and attribute that a table has.
   *
   * @param table names of the table's columns, in order
   * @throws IllegalArgumentException if the table lacks a column that the mapping names, or has
   *     none that is a field
   */
  public Map<String, String> over(List<String> table) {
    Map<String, String> found = new LinkedHashMap<>();
    for (String field : FieldNames.ALL) {
      String wanted = columns.get(field);
      if (wanted != null) {
        found.put(field, column(field, wanted, table));
      } else if (table.contains(field) && !columns.containsValue(field)) {
        found.put(field, field);
      }
    }
    for (String attribute : attributes) {
      if (attribute.equals(EVERY_OTHER)) {
        others(table, found.values()).forEach(other -> found.putIfAbsent(other, other));
      } else {
        String column = column("attribute", attribute, table);
        found.put(column, column);
      }
    }
    if (found.isEmpty()) {
      throw new IllegalArgumentException(
          "no column has the name of a field, and none was named with --text-column or the like;"
              + " columns found: "
              + table
              + suggestion(table));
    }
    return found;
  }

  private static String suggestion(List<String> table) {
    return table.size() > 1
        ? ""
        : OTHER_DELIMITERS.stream()
            .filter(table.get(0)::contains)
            .findFirst()
            .map(sign -> "; if '" + sign + "' stands between them, give --delimiter '" + sign + "'")
            .orElse("")
            .replace("\t", "\\t");
  }

  /** Returns whether a column is named by a number, as those of a row that is a list are. */
  public boolean countsColumns() {
    return columns.values().stream().anyMatch(column -> column.matches("\\d+"));
  }

  /** Returns the fields of one row, whose columns may differ from those of other rows. */
  public Map<String, Object> fields(Map<String, Object> row) {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (String field : FieldNames.ALL) {
      String wanted = columns.get(field);
      if (wanted != null || (row.containsKey(field) && !columns.containsValue(field))) {
        fields.put(field, row.get(wanted == null ? field : wanted));
      }
    }
    for (String attribute : attributes) {
      if (attribute.equals(EVERY_OTHER)) {
        Collection<String> taken = columns.values();
        others(row.keySet(), taken).forEach(other -> fields.putIfAbsent(other, row.get(other)));
      } else {
        fields.put(attribute, row.get(attribute));
      }
    }
    return fields;
  }

  private static List<String> others(Collection<String> names, Collection<String> taken) {
    List<String> others = new ArrayList<>(names);
    others.removeAll(Set.copyOf(taken));
    others.removeAll(FieldNames.ALL);
    return others;
  }

  private static String column(String field, String wanted, List<String> table) {
    return table.contains(wanted)
        ? wanted
        : position(wanted, table)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "column of "
                            + field
                            + " is '"
                            + wanted
                            + "' but must be one of "
                            + table
                            + " or a number from 1 to "
                            + table.size()));
  }

  private static Optional<String> position(String wanted, List<String> table) {
    if (!wanted.matches("[1-9]\\d{0,5}") || Integer.parseInt(wanted) > table.size()) {
      return Optional.empty();
    }
    return Optional.of(table.get(Integer.parseInt(wanted) - 1));
  }
}
