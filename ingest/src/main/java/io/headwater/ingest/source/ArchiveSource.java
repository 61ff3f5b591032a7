package io.headwater.ingest.source;

import io.headwater.ingest.fields.FieldNames;
import io.headwater.ingest.source.internal.ArchiveRows;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The texts in a tar or zip archive: entries whose patterns' parts agree make a row.
 *
 * <p>A part that bears the name of a field is that field; others are attributes, without those of
 * stars. A row comes as soon as the last of its entries does; entries that find no other are
 * unreadable rows and come last. What waits lies in a temporary file, not in memory.
 *
 * @param file the archive
 * @param patterns pattern of the entries that hold a field, by field
 * @param encoding of the entries; bytes that are not of it are refused later
 */
public record ArchiveSource(
    Path file, Map<String, EntryPattern> patterns, CsvDialect.Encoding encoding)
    implements RowSource {

  /**
   * Checks the patterns.
   *
   * @throws IllegalArgumentException if there is none for the text, or their parts differ
   */
  public ArchiveSource {
    // In the order given, which decides where an entry matches two.
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
    return new ArchiveRows(file, patterns, encoding);
  }

  @Override
  public List<String> fields() {
    List<String> fields = new ArrayList<>(patterns.keySet());
    fields.addAll(
        patterns.get(FieldNames.TEXT).parts().stream().filter(ArchiveRows::named).toList());
    return fields;
  }

  @Override
  public boolean repeatable() {
    return true;
  }
}
