package io.headwater.ingest.source.internal;

import io.headwater.ingest.source.CsvDialect;
import io.headwater.ingest.source.EntryPattern;
import io.headwater.ingest.source.Row;
import io.headwater.ingest.source.RowLocation;
import io.headwater.ingest.source.Rows;
import io.headwater.schemas.contract.Rejection;
import io.headwater.schemas.contract.RejectionReason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Puts the entries of an archive together into rows. */
public final class ArchiveRows implements Rows {
  private final ArchiveEntries entries;
  private final Spool spool;
  private final Map<String, EntryPattern> patterns;
  private final CsvDialect.Encoding encoding;
  private final Map<Map<String, String>, Waiting> waiting = new LinkedHashMap<>();
  private long number;
  private Optional<Iterator<Waiting>> left = Optional.empty();

  /** An incomplete row, with the entries read so far by field. */
  private record Waiting(String first, Map<String, Spool.Slip> slips) {}

  /**
   * Opens an archive.
   *
   * @param patterns pattern of the entries that hold a field, by field
   */
  public ArchiveRows(Path file, Map<String, EntryPattern> patterns, CsvDialect.Encoding encoding)
      throws IOException {
    this.patterns = patterns;
    this.encoding = encoding;
    this.entries = ArchiveEntries.open(file);
    try {
      this.spool = new Spool();
    } catch (IOException e) {
      entries.close();
      throw e;
    }
  }

  /** Returns whether a part of a pattern has a name, rather than being a star. */
  public static boolean named(String part) {
    return !Character.isDigit(part.charAt(0));
  }

  @Override
  public Optional<Row> next() throws IOException {
    while (left.isEmpty()) {
      Optional<ArchiveEntries.Entry> entry = entries.next();
      if (entry.isEmpty()) {
        left = Optional.of(new ArrayList<>(waiting.values()).iterator());
        break;
      }
      Optional<Row> row = arrived(entry.get());
      if (row.isPresent()) {
        return row;
      }
    }
    Iterator<Waiting> alone = left.get();
    return alone.hasNext() ? Optional.of(alone(alone.next())) : Optional.empty();
  }

  private Optional<Row> arrived(ArchiveEntries.Entry entry) throws IOException {
    for (Map.Entry<String, EntryPattern> pattern : patterns.entrySet()) {
      Optional<Map<String, String>> parts = pattern.getValue().match(entry.name());
      if (parts.isPresent()) {
        return entry.fault().isPresent()
            ? Optional.of(unreadable(entry.name(), entry.fault().get()))
            : arrived(entry.name(), pattern.getKey(), parts.get());
      }
    }
    return Optional.empty();
  }

  private Optional<Row> arrived(String name, String field, Map<String, String> parts)
      throws IOException {
    byte[] bytes = entries.bytes();
    if (bytes.length > ArchiveEntries.LARGEST) {
      return Optional.of(
          unreadable(name, "the entry is larger than " + ArchiveEntries.LARGEST + " bytes"));
    }
    Waiting row = waiting.computeIfAbsent(parts, key -> new Waiting(name, new LinkedHashMap<>()));
    if (row.slips().containsKey(field)) {
      return Optional.of(
          unreadable(name, "another entry is already the " + field + " of " + parts));
    }
    row.slips().put(field, spool.put(bytes));
    if (row.slips().size() < patterns.size()) {
      return Optional.empty();
    }
    waiting.remove(parts);
    Map<String, Object> fields = new LinkedHashMap<>();
    parts.forEach(
        (part, value) -> {
          if (named(part)) {
            fields.put(part, value);
          }
        });
    for (Map.Entry<String, Spool.Slip> slip : row.slips().entrySet()) {
      fields.put(slip.getKey(), text(spool.get(slip.getValue())));
    }
    number++;
    return Optional.of(new Row.Read(new RowLocation("entry", number, row.first()), fields));
  }

  /** Leaves UTF-8 undecoded: the maker of examples decodes it and refuses invalid bytes. */
  private Object text(byte[] bytes) {
    return encoding == CsvDialect.Encoding.UTF_8 ? bytes : new String(bytes, encoding.charset());
  }

  private Row alone(Waiting row) {
    TreeSet<String> missing = new TreeSet<>(patterns.keySet());
    missing.removeAll(row.slips().keySet());
    List<String> wanted = missing.stream().map(field -> patterns.get(field).toString()).toList();
    return unreadable(row.first(), "no entry like " + wanted + " belongs to this one");
  }

  private Row unreadable(String entry, String detail) {
    number++;
    return new Row.Unreadable(
        new RowLocation("entry", number, entry),
        new Rejection(RejectionReason.UNREADABLE_ROW, detail),
        "");
  }

  @Override
  public void close() throws IOException {
    try (entries) {
      spool.close();
    }
  }
}
