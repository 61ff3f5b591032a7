package io.headwater.ingest.source.internal;

import io.headwater.ingest.source.Row;
import io.headwater.ingest.source.Rows;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Rows in which the numbers of classes have become their names. */
final class ClassRows implements Rows {
  private final Rows rows;
  private final Map<String, ClassNames> classes;

  /**
   * Wraps rows, which are closed with these.
   *
   * @param classes names by field
   */
  ClassRows(Rows rows, Map<String, ClassNames> classes) {
    this.rows = rows;
    this.classes = classes;
  }

  @Override
  public Optional<Row> next() throws IOException {
    return rows.next().map(row -> row instanceof Row.Read read ? named(read) : row);
  }

  private Row named(Row.Read row) {
    Map<String, Object> fields = new LinkedHashMap<>(row.fields());
    for (Map.Entry<String, ClassNames> field : classes.entrySet()) {
      ClassNames.Named named = field.getValue().name(field.getKey(), fields.get(field.getKey()));
      if (named.rejection().isPresent()) {
        return new Row.Unreadable(row.location(), named.rejection().get(), row.fields().toString());
      }
      fields.put(field.getKey(), named.value());
    }
    return new Row.Read(row.location(), fields);
  }

  @Override
  public OptionalDouble share() {
    return rows.share();
  }

  @Override
  public void close() throws IOException {
    rows.close();
  }
}
