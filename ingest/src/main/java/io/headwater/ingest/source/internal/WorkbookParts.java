package io.headwater.ingest.source.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/**
 * Looks over the packed parts of a workbook once, before they are read for their meaning.
 *
 * <p>The reader of workbooks keeps a row, and all shared texts, in memory, and believes what a file
 * says about itself. What would not fit is found here, in constant memory.
 */
final class WorkbookParts {
  /** Most bytes of a row, or of a shared text; a cell has up to 32,767 characters. */
  private static final long LONGEST_PIECE = 4 << 20;

  private static final long MOST_SHARED = 256L << 20;
  private static final long MOST_OTHER = 64L << 20;
  private static final long MOST_ROWS = 1 << 20;

  /** Bytes from which on a part may not be unpacked to more than so many times its size. */
  private static final long LARGE = 64L << 20;

  private static final long GREATEST_RATIO = 200;
  private static final int LONGEST_COLUMN = 3;
  private static final Pattern RELATION = Pattern.compile("<[^>]*Relationship [^>]*>");
  private static final Pattern ATTRIBUTE = Pattern.compile("\\s(Id|Target)=[\"']([^\"']*)[\"']");

  private final Map<String, Long> rows = new HashMap<>();
  private final Map<String, String> targets = new HashMap<>();
  private boolean styled;

  /**
   * Looks over a file.
   *
   * @throws IOException if it is no workbook, is cut short, or holds more than a workbook can; the
   *     message is one sentence
   */
  WorkbookParts(Path file) throws IOException {
    byte[] first;
    try (InputStream bytes = Files.newInputStream(file)) {
      first = bytes.readNBytes(4);
    }
    if (first.length < 4 || first[0] != 'P' || first[1] != 'K') {
      throw new IOException(
          "it is no .xlsx file"
              + (first.length == 4 && first[0] == (byte) 0xd0 && first[1] == (byte) 0xcf
                  ? " but an old or an encrypted one: save it as .xlsx without a password"
                  : ""));
    }
    try (ZipFile zip = ZipFile.builder().setPath(file).get()) {
      for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
        String name = entry.getName().toLowerCase(Locale.ROOT);
        if (name.endsWith(".rels") || name.equals("[content_types].xml")) {
          describe(name, zip.getInputStream(entry));
        } else if (name.endsWith(".xml") && !name.contains("/pivotcache/")) {
          rows.put("/" + name, scan(entry, name, zip.getInputStream(entry)));
        }
      }
    }
    if (rows.keySet().stream().noneMatch(name -> name.endsWith("workbook.xml"))) {
      throw new IOException("it is a zip archive without a workbook: give --archive");
    }
  }

  private void describe(String name, InputStream part) throws IOException {
    byte[] bytes = part.readNBytes((int) LONGEST_PIECE + 1);
    if (bytes.length > LONGEST_PIECE) {
      throw tooLarge(name);
    }
    String text = new String(bytes, StandardCharsets.UTF_8);
    styled |= text.contains("spreadsheetml.styles+xml");
    if (!name.endsWith("workbook.xml.rels")) {
      return;
    }
    Matcher relation = RELATION.matcher(text);
    while (relation.find()) {
      Map<String, String> found = new HashMap<>();
      Matcher attribute = ATTRIBUTE.matcher(relation.group());
      while (attribute.find()) {
        found.put(attribute.group(1), attribute.group(2));
      }
      if (found.size() == 2) {
        targets.put(found.get("Id"), found.get("Target").toLowerCase(Locale.ROOT));
      }
    }
  }

  /** Returns the number of rows, or of shared texts, that a part has. */
  private static long scan(ZipArchiveEntry entry, String name, InputStream part)
      throws IOException {
    boolean sheet = name.contains("sheet");
    boolean shared = name.endsWith("sharedstrings.xml");
    long most = shared ? MOST_SHARED : sheet ? Long.MAX_VALUE : MOST_OTHER;
    byte[] buffer = new byte[1 << 16];
    long total = 0;
    long piece = 0;
    long pieces = 0;
    long window = 0;
    int letters = -1;
    for (int read = part.read(buffer); read > 0; read = part.read(buffer)) {
      for (int i = 0; i < read; i++) {
        byte sign = buffer[i];
        piece++;
        if (sign == ' ' || sign == '>' || sign == '/') {
          if (isTag(window)) {
            pieces++;
            piece = 0;
          }
          letters = -1;
        } else if (letters >= 0) {
          letters = sign >= 'A' && sign <= 'Z' ? letters + 1 : -1;
          if (letters > LONGEST_COLUMN) {
            throw new IOException("part " + name + " has a cell beyond the last column");
          }
        } else if (sign == '"' && (window & 0xffffff) == 0x20723d) { // r="
          letters = 0;
        }
        window = (window << 8) | (sign & 0xff);
      }
      total += read;
      if (total > most || ((sheet || shared) && piece > LONGEST_PIECE)) {
        throw tooLarge(name);
      }
      if (total > LARGE && total > GREATEST_RATIO * Math.max(1, entry.getCompressedSize())) {
        throw new IOException(
            "part "
                + name
                + " is unpacked to more than "
                + GREATEST_RATIO
                + " times its size, as a zip bomb is");
      }
      if (sheet && pieces > MOST_ROWS) {
        throw new IOException("part " + name + " has more rows than a sheet can have");
      }
    }
    return pieces;
  }

  /** Returns whether the last signs begin a row or a shared text: {@code <row}, {@code <si}. */
  private static boolean isTag(long window) {
    boolean row = (window & 0xffffff) == 0x726f77; // row
    boolean text = (window & 0xffff) == 0x7369; // si
    long before = row ? window >> 24 & 0xff : window >> 16 & 0xff;
    return (row || text) && (before == '<' || before == ':');
  }

  private static IOException tooLarge(String part) {
    return new IOException(
        "part " + part + " holds more than fits in memory: save the sheet as CSV");
  }

  /** Returns whether cells have formats, without which numbers are never days. */
  boolean styled() {
    return styled;
  }

  /** Returns the number of rows of the sheet with an id, if it can be told. */
  OptionalLong rows(String id) {
    String target = targets.getOrDefault(id, "");
    return target.isEmpty()
        ? OptionalLong.empty()
        : rows.entrySet().stream()
            .filter(part -> part.getKey().endsWith("/" + target.replaceFirst("^/", "")))
            .mapToLong(Map.Entry::getValue)
            .max();
  }
}
