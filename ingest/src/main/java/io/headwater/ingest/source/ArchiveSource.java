package io.headwater.ingest.source;

import io.headwater.ingest.fields.FieldNames;
import io.headwater.ingest.source.internal.ArchiveRows;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The texts in a tar or zip archive; entries whose patterns' parts have equal values form a row.
 *
 * <p>A part named like a field fills that field. Other named parts become attributes; what the
 * stars match is dropped. A row is returned as soon as its last entry is read; rows still
 * incomplete at the end come last, as unreadable rows. Until then, entries are kept in a temporary
 * file, not in memory.
 *
 * @param file the archive
 * @param patterns pattern of the entries that hold a field, by field
 * @param charset encoding of the texts; one with invalid bytes is an unreadable row, or in UTF-8
 *     refused when the example is made
 */
public record ArchiveSource(Path file, Map<String, EntryPattern> patterns, Charset charset)
    implements RowSource {

  /**
   * Checks the patterns.
   *
   * @throws IllegalArgumentException if the text has no pattern, or the patterns' parts differ
   */
  public ArchiveSource {
    // Keeps the order given: an entry that matches two patterns belongs to the first.
    patterns = Collections.unmodifiableMap(new LinkedHashMap<>(patterns));
    if (!patterns.containsKey(FieldNames.TEXT)) {
      throw new IllegalArgumentException("the archive's texts need a pattern");
    }
    EntryPattern text = patterns.get(FieldNames.TEXT);
    for (EntryPattern other : patterns.values()) {
      if (!new HashSet<>(other.parts()).equals(new HashSet<>(text.parts()))) {
        throw new IllegalArgumentException(
            "parts of the pattern '"
                + other
                + "' are "
                + other.parts()
                + " but must be those of '"
                + text
                + "', "
                + text.parts());
      }
    }
  }

  @Override
  public Rows open() throws IOException {
    return new ArchiveRows(file, patterns, charset);
  }

  @Override
  public List<String> fields() {
    List<String> fields = new ArrayList<>(patterns.keySet());
    fields.addAll(
        patterns.get(FieldNames.TEXT).parts().stream().filter(ArchiveRows::named).toList());
    return fields;
  }

  @Override
  public List<String> columns() {
    return fields();
  }

  @Override
  public boolean repeatable() {
    return true;
  }
}
