package io.headwater.ingest.source.internal;

import io.headwater.ingest.source.Row;
import io.headwater.ingest.source.RowLocation;
import io.headwater.schemas.contract.Rejection;
import io.headwater.schemas.contract.RejectionReason;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;

/** The lines of text files that DuckDB could not parse, which it lists once all others are read. */
public final class RejectedLines {
  /** Selects the first fault of each line, which may have several. */
  private static final String LINES =
      "SELECT file_path, line, arg_min(csv_line, column_idx), arg_min(error_message, column_idx),"
          + " arg_min(error_type::VARCHAR, column_idx) FROM reject_errors JOIN reject_scans USING"
          + " (scan_id, file_id) GROUP BY ALL ORDER BY file_path, line";

  private static final int LONGEST_EXCERPT = 500;

  private final boolean expected;
  private final boolean oneFile;
  private Optional<ResultSet> lines = Optional.empty();

  private RejectedLines(boolean expected, boolean oneFile) {
    this.expected = expected;
    this.oneFile = oneFile;
  }

  /** Returns no lines, for a query that stores none. */
  public static RejectedLines none() {
    return new RejectedLines(false, true);
  }

  /** Returns the lines of a query that stores them in DuckDB's own tables. */
  public static RejectedLines stored(boolean oneFile) {
    return new RejectedLines(true, oneFile);
  }

  Optional<Row> next(DuckDb database) throws IOException, SQLException {
    if (!expected) {
      return Optional.empty();
    }
    if (lines.isEmpty()) {
      lines = Optional.of(database.query(LINES));
    }
    ResultSet result = lines.get();
    if (!result.next()) {
      return Optional.empty();
    }
    String text = Optional.ofNullable(result.getString(3)).orElse("");
    return Optional.of(
        new Row.Unreadable(
            RowLocation.line(result.getLong(2), oneFile ? "" : result.getString(1)),
            new Rejection(RejectionReason.UNREADABLE_ROW, sentence(result)),
            text.substring(0, Math.min(text.length(), LONGEST_EXCERPT))));
  }

  private static String sentence(ResultSet result) throws SQLException {
    String type = result.getString(5).toLowerCase(Locale.ROOT);
    return type + ": " + result.getString(4).strip().lines().findFirst().orElse("");
  }

  void close() throws SQLException {
    if (lines.isPresent()) {
      lines.get().close();
    }
  }
}
