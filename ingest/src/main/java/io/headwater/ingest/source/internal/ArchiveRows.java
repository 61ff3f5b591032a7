package io.headwater.ingest.source.internal;

import io.headwater.ingest.fields.FieldNames;
import io.headwater.ingest.source.EntryPattern;
import io.headwater.ingest.source.Row;
import io.headwater.ingest.source.RowLocation;
import io.headwater.ingest.source.Rows;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Puts the entries of an archive together into rows. */
public final class ArchiveRows implements Rows {
  private static final int NAMES_SHOWN = 3;

  /** Signs of windows-1252 that are no text in ISO-8859-1. */
  private static final Pattern CONTROLS = Pattern.compile("[\u0080-\u009f&&[^\u0085]]");

  private final Path file;
  private final ArchiveEntries entries;
  private final Spool spool;
  private final Map<String, EntryPattern> patterns;
  private final Charset charset;
  private final Map<Map<String, String>, Waiting> waiting = new LinkedHashMap<>();
  private final List<String> unlike = new ArrayList<>();
  private String reached = "its start";
  private long number;
  private Optional<Iterator<Waiting>> left = Optional.empty();

  /** An incomplete row, with the entries read so far by field. */
  private record Waiting(String first, Map<String, Spool.Slip> slips) {}

  /**
   * Opens an archive.
   *
   * @param patterns pattern of the entries that hold a field, by field
   */
  public ArchiveRows(Path file, Map<String, EntryPattern> patterns, Charset charset)
      throws IOException {
    this.file = file;
    this.patterns = patterns;
    this.charset = charset;
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
      Optional<Row> row;
      try {
        Optional<ArchiveEntries.Entry> entry = entries.next();
        if (entry.isEmpty()) {
          left = Optional.of(new ArrayList<>(waiting.values()).iterator());
          break;
        }
        row = arrived(entry.get());
        reached = "entry " + entry.get().name();
      } catch (IOException e) {
        throw new IOException(
            "archive " + file + " cannot be read past " + reached + ": " + e.getMessage(), e);
      }
      if (row.isPresent()) {
        return row;
      }
    }
    if (number == 0 && waiting.isEmpty()) {
      throw nothing();
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
    if (unlike.size() < NAMES_SHOWN) {
      unlike.add(entry.name());
    }
    return Optional.empty();
  }

  private IOException nothing() {
    return new IOException(
        unlike.isEmpty()
            ? "archive " + file + " holds no files, or is no tar and no zip"
            : "no file in archive "
                + file
                + " is like '"
                + patterns.get(FieldNames.TEXT)
                + "'; it holds '"
                + String.join("', '", unlike)
                + "'"
                + (unlike.size() < NAMES_SHOWN ? "" : " and so on"));
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
      try {
        fields.put(slip.getKey(), text(spool.get(slip.getValue())));
      } catch (CharacterCodingException e) {
        return Optional.of(
            unreadable(row.first(), "invalid encoding: bytes that are not " + charset));
      }
    }
    number++;
    return Optional.of(new Row.Read(new RowLocation("entry", number, row.first()), fields));
  }

  /** Leaves UTF-8 undecoded: the maker of examples decodes it and refuses invalid bytes. */
  private Object text(byte[] bytes) throws CharacterCodingException {
    if (charset.equals(StandardCharsets.UTF_8)) {
      boolean marked =
          bytes.length > 2
              && bytes[0] == (byte) 0xef
              && bytes[1] == (byte) 0xbb
              && bytes[2] == (byte) 0xbf;
      return marked ? Arrays.copyOfRange(bytes, 3, bytes.length) : bytes;
    }
    String text = charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    if (charset.equals(StandardCharsets.ISO_8859_1) && CONTROLS.matcher(text).find()) {
      throw new CharacterCodingException();
    }
    return text.startsWith("\ufeff") ? text.substring(1) : text;
  }

  private Row alone(Waiting row) {
    TreeSet<String> missing = new TreeSet<>(patterns.keySet());
    missing.removeAll(row.slips().keySet());
    List<String> wanted = missing.stream().map(field -> patterns.get(field).toString()).toList();
    return unreadable(row.first(), "no entry like " + wanted + " belongs to this one");
  }

  private Row unreadable(String entry, String detail) {
    number++;
    return Row.Unreadable.of(new RowLocation("entry", number, entry), detail, "");
  }

  @Override
  public void close() throws IOException {
    try (entries) {
      spool.close();
    }
  }
}
