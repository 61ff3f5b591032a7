package io.headwater.ingest.source;

import io.headwater.schemas.contract.Excerpt;
import io.headwater.schemas.contract.Rejection;
import io.headwater.schemas.contract.RejectionReason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The rows of a source with fields that are the same in all of them, such as the label of a file.
 *
 * <p>A row that has another value in such a field is refused.
 *
 * @param source the rows
 * @param constants values by field
 */
public record ConstantFields(RowSource source, Map<String, String> constants) implements RowSource {

  /** Keeps the order of the fields. */
  public ConstantFields {
    constants = Collections.unmodifiableMap(new LinkedHashMap<>(constants));
  }

  @Override
  public Rows open() throws IOException {
    Rows rows = source.open();
    return new Rows() {
      @Override
      public Optional<Row> next() throws IOException {
        return rows.next().map(row -> row instanceof Row.Read read ? with(read) : row);
      }

      @Override
      public OptionalDouble share() {
        return rows.share();
      }

      @Override
      public void close() throws IOException {
        rows.close();
      }
    };
  }

  private Row with(Row.Read row) {
    Map<String, Object> fields = new LinkedHashMap<>(row.fields());
    for (Map.Entry<String, String> constant : constants.entrySet()) {
      Object own = fields.put(constant.getKey(), constant.getValue());
      if (own != null && !own.equals(constant.getValue())) {
        return new Row.Unreadable(
            row.location(),
            Rejection.of(
                RejectionReason.BAD_FIELD,
                constant.getKey(),
                own,
                Excerpt.of(constant.getValue()) + ", which is given for all rows"),
            row.fields().toString());
      }
    }
    return new Row.Read(row.location(), fields);
  }

  /**
   * Returns the fields of the source, and the constant ones.
   *
   * @throws IllegalArgumentException if the source has a column of its own for a constant field
   */
  @Override
  public List<String> fields() throws IOException {
    List<String> fields = new ArrayList<>(source.fields());
    if (fields.isEmpty()) {
      return fields;
    }
    for (String constant : constants.keySet()) {
      if (fields.contains(constant)) {
        throw new IllegalArgumentException(
            "--"
                + constant
                + " is "
                + Excerpt.of(constants.get(constant))
                + " for all rows but the file has a "
                + constant
                + " in every row: leave out the option");
      }
      fields.add(constant);
    }
    return fields;
  }

  @Override
  public List<String> columns() throws IOException {
    return source.columns();
  }

  @Override
  public boolean repeatable() {
    return source.repeatable();
  }
}
