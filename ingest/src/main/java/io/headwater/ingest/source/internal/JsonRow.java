package io.headwater.ingest.source.internal;

import io.headwater.ingest.source.ColumnMapping;
import io.headwater.ingest.source.Row;
import io.headwater.ingest.source.RowLocation;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes rows of JSON values: of objects, and of lists whose elements the mapping counts. */
final class JsonRow {
  /** Longest JSON of a row that is read, in bytes; no example on a topic can be as large. */
  static final int LONGEST = 16 << 20;

  private JsonRow() {}

  /**
   * Returns a value as a row; one that is neither an object nor a list is unreadable.
   *
   * @param text the value as written, or its beginning
   * @throws IOException if the first row is a list but no option says what its elements are
   */
  static Row of(Object value, RowLocation location, ColumnMapping mapping, String text)
      throws IOException {
    if (value instanceof Map<?, ?> object) {
      @SuppressWarnings("unchecked") // the keys of JSON are strings
      Map<String, Object> fields = (Map<String, Object>) object;
      return new Row.Read(location, mapping.fields(fields));
    }
    if (value instanceof List<?> list) {
      if (mapping.countsColumns()) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < list.size(); i++) {
          fields.put(Integer.toString(i), list.get(i));
        }
        return new Row.Read(location, mapping.fields(fields));
      }
      if (location.number() == 1) {
        throw new IOException(
            "rows are lists: say what their elements are, counted from 0, such as by --text-column"
                + " 0 --label-column 1");
      }
    }
    return Row.Unreadable.of(
        location, "the " + location.unit() + " must be a JSON object, in braces", text);
  }
}
