package io.headwater.ingest.transfer;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.headwater.ingest.source.Row;
import io.headwater.schemas.contract.Rejection;
import io.headwater.schemas.contract.RejectionReason;
import io.headwater.service.terminal.Printable;
import io.headwater.service.terminal.Table;
import java.io.BufferedWriter;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Records refused rows: a few of each reason in memory, and all of them in a file. */
public final class RefusalLog implements AutoCloseable {
  private static final int FIRST = 5;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Optional<BufferedWriter> file;
  private final Map<RejectionReason, Reason> reasons = new EnumMap<>(RejectionReason.class);

  /** The rows refused for one reason. */
  private static final class Reason {
    private final List<String> locations = new ArrayList<>();
    private final String detail;
    private long count;

    Reason(String detail) {
      this.detail = detail;
    }
  }

  /**
   * Opens a log.
   *
   * @param file file every refused row is written to, one JSON object per line; empty for none
   */
  public RefusalLog(Optional<Path> file) throws IOException {
    this.file =
        file.isPresent()
            ? Optional.of(
                new BufferedWriter(
                    // Not a channel: Ctrl-C would close it, and buffered rows would be lost.
                    new OutputStreamWriter(
                        new FileOutputStream(file.get().toFile()), StandardCharsets.UTF_8)))
            : Optional.empty();
  }

  /** Adds a refused row. */
  public void add(Row row, Rejection why) throws IOException {
    Reason reason = reasons.computeIfAbsent(why.reason(), name -> new Reason(why.detail()));
    reason.count++;
    if (reason.locations.size() < FIRST) {
      reason.locations.add(row.location().toString());
    }
    if (file.isPresent()) {
      file.get().write(JSON.writeValueAsString(line(row, why)));
      file.get().newLine();
    }
  }

  private static Map<String, Object> line(Row row, Rejection why) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("place", row.location().toString());
    line.put("reason", why.reason().name());
    line.put("detail", why.detail());
    if (row instanceof Row.Read read) {
      Map<String, Object> fields = new LinkedHashMap<>();
      read.fields().forEach((name, value) -> fields.put(name, plain(value)));
      line.put("row", fields);
    } else {
      line.put("row", ((Row.Unreadable) row).excerpt());
    }
    return line;
  }

  /** Makes a value readable: times in ISO 8601, bytes as text. */
  private static Object plain(Object value) {
    if (value instanceof byte[] bytes) {
      return new String(bytes, StandardCharsets.UTF_8);
    }
    boolean json =
        value == null
            || value instanceof String
            || value instanceof Number
            || value instanceof Boolean
            || value instanceof List<?>
            || value instanceof Map<?, ?>;
    return json ? value : value.toString();
  }

  /** Returns one line per reason: where its first rows are, and what was wrong with the first. */
  public List<String> lines() {
    Table table = new Table("refused", "rows", "first at");
    reasons.forEach(
        (name, reason) -> table.row(name.name(), Long.toString(reason.count), locations(reason)));
    List<String> lines = new ArrayList<>(table.lines());
    reasons.forEach((name, reason) -> lines.add(name + ", such as: " + line(reason.detail)));
    return lines;
  }

  private static String locations(Reason reason) {
    return line(String.join(", ", reason.locations))
        + (reason.count > reason.locations.size() ? ", ..." : "");
  }

  /** Escapes a text for one line: rows may hold anything, and details quote them. */
  private static String line(String text) {
    return Printable.of(text.replaceAll("\\s+", " "));
  }

  /** Returns the reasons in the form a report has them. */
  public List<Map<String, Object>> report() {
    List<Map<String, Object>> all = new ArrayList<>();
    reasons.forEach(
        (name, reason) -> {
          Map<String, Object> one = new LinkedHashMap<>();
          one.put("reason", name.name());
          one.put("rows", reason.count);
          one.put("first", reason.locations);
          one.put("detail", reason.detail);
          all.add(one);
        });
    return all;
  }

  /** Returns the number of refused rows. */
  public long count() {
    return reasons.values().stream().mapToLong(reason -> reason.count).sum();
  }

  @Override
  public void close() throws IOException {
    if (file.isPresent()) {
      file.get().close();
    }
  }
}
