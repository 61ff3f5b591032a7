package io.headwater.ingest.source;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All rows of a small source. */
record Drained(List<Row.Read> read, List<Row.Unreadable> unreadable) {

  static Drained of(RowSource source) throws IOException {
    Drained drained = new Drained(new ArrayList<>(), new ArrayList<>());
    try (Rows rows = source.open()) {
      for (Optional<Row> row = rows.next(); row.isPresent(); row = rows.next()) {
        if (row.get() instanceof Row.Read read) {
          drained.read.add(read);
        } else {
          drained.unreadable.add((Row.Unreadable) row.get());
        }
      }
      return drained;
    }
  }

  List<Map<String, Object>> fields() {
    return read.stream().map(Row.Read::fields).toList();
  }

  List<String> refusals() {
    return unreadable.stream()
        .map(row -> row.location() + ": " + row.rejection().detail())
        .toList();
  }
}
