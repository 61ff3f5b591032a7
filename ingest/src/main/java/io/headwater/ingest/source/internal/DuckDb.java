package io.headwater.ingest.source.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * An in-memory DuckDB that reads local files but uses neither the network nor extensions.
 *
 * <p>Whatever does not fit in its memory limit, such as a sort, is written to a temporary folder.
 */
public final class DuckDb implements AutoCloseable {
  private static final String MEMORY = "512MB";
  private static final int MOST_THREADS = 4;
  private static final Pattern ADVICE =
      Pattern.compile("\\n\\s*(The search space used|Possible|\\*|Try ).*", Pattern.DOTALL);

  private final Connection connection;
  private final Path spill;

  private DuckDb(Connection connection, Path spill) {
    this.connection = connection;
    this.spill = spill;
  }

  /** Opens an empty database. */
  public static DuckDb open() throws IOException {
    Path spill = Files.createTempDirectory("headwater-rows");
    Properties settings = new Properties();
    settings.setProperty("jdbc_stream_results", "true");
    settings.setProperty("autoinstall_known_extensions", "false");
    settings.setProperty("autoload_known_extensions", "false");
    settings.setProperty("allow_community_extensions", "false");
    settings.setProperty("memory_limit", MEMORY);
    settings.setProperty("temp_directory", spill.toString());
    settings.setProperty(
        "threads",
        Integer.toString(Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors())));
    Connection connection = null;
    try {
      connection = DriverManager.getConnection("jdbc:duckdb:", settings);
      try (Statement statement = connection.createStatement()) {
        statement.execute("SET TimeZone = 'UTC'");
        statement.execute("SET lock_configuration = true");
      }
      return new DuckDb(connection, spill);
    } catch (SQLException e) {
      Files.deleteIfExists(spill);
      throw failure(e);
    }
  }

  /** Runs a query, whose result is fetched as it is read. */
  public ResultSet query(String sql) throws IOException {
    try {
      PreparedStatement statement = connection.prepareStatement(sql);
      statement.closeOnCompletion();
      return statement.executeQuery();
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  /** Returns the names of a query's columns; the query is not run. */
  public List<String> columns(String sql) throws IOException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      List<String> names = new ArrayList<>();
      for (int i = 1; i <= statement.getMetaData().getColumnCount(); i++) {
        names.add(statement.getMetaData().getColumnLabel(i));
      }
      return names;
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  /** Returns the first column of every row of a query. */
  public List<String> strings(String sql) throws IOException {
    List<String> values = new ArrayList<>();
    try (ResultSet result = query(sql)) {
      while (result.next()) {
        values.add(result.getString(1));
      }
      return values;
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  /** Returns a text as a literal in SQL. */
  public static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  /** Returns a name as a quoted identifier in SQL. */
  public static String name(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /**
   * Returns an exception with DuckDB's own message, without its advice on settings that there are
   * no options for.
   */
  static IOException failure(SQLException e) {
    String message = String.valueOf(e.getMessage());
    int detail = message.indexOf("\nError: ");
    String useful = detail < 0 ? message : message.substring(detail + "\nError: ".length());
    return useful.contains("Missing Extension Error")
        ? new IOException(
            "Only local files are read, without extensions of DuckDB: " + firstLine(useful), e)
        : new IOException(ADVICE.matcher(useful).replaceFirst("").strip(), e);
  }

  private static String firstLine(String text) {
    return text.strip().lines().findFirst().orElse("");
  }

  @Override
  public void close() throws IOException {
    try {
      connection.close();
    } catch (SQLException e) {
      throw failure(e);
    } finally {
      try (Stream<Path> left = Files.walk(spill)) {
        for (Path path : left.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(path);
        }
      }
    }
  }
}
