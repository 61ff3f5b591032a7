package io.headwater.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveSourceTest {
  private static final Map<String, EntryPattern> PAIRS =
      Map.of(
          "text", new EntryPattern("in/{topic}/*.txt"),
          "summary", new EntryPattern("out/{topic}/*.txt"));

  @TempDir private Path folder;

  @Test
  void shouldPairTheEntriesOfATar() throws IOException {
    Path file = folder.resolve("pairs.tar.gz");
    tar(file, entries());

    assertPaired(Drained.of(source(file)));
  }

  @Test
  void shouldPairTheEntriesOfAZip() throws IOException {
    Path file = folder.resolve("pairs.zip");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (Map.Entry<String, String> entry : entries().entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
      }
    }

    assertPaired(Drained.of(source(file)));
  }

  @Test
  void shouldReportTheEntriesOfAZipThatCannotBeRead() throws IOException {
    Path file = folder.resolve("locked.zip");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (int i = 1; i <= 4; i++) {
        zip.putNextEntry(new ZipEntry(i + ".txt"));
        zip.write(bytes("text " + i));
      }
    }
    ByteBuffer zip = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    zip.putShort(directoryEntry(zip, 2) + 8, (short) 0b1001); // encrypted, with a data descriptor
    zip.putShort(directoryEntry(zip, 3) + 10, (short) 99);
    Files.write(file, zip.array());
    ArchiveSource source =
        new ArchiveSource(
            file, Map.of("text", new EntryPattern("*.txt")), StandardCharsets.ISO_8859_1);

    Drained rows = Drained.of(source);

    assertThat(rows.fields())
        .extracting(fields -> fields.get("text"))
        .containsExactly("text 1", "text 4");
    assertThat(rows.refusals())
        .containsExactly(
            "entry 2 of 2.txt: the entry is encrypted",
            "entry 3 of 3.txt: the entry is compressed by a method that is not supported:"
                + " AES_ENCRYPTED");
  }

  @Test
  void shouldReadAZipEntryThatIsStoredWithItsSizeBehindIt() throws IOException {
    Path file = folder.resolve("stored.zip");
    try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(Files.newOutputStream(file))) {
      ZipArchiveEntry entry = new ZipArchiveEntry("1.txt");
      entry.setMethod(ZipEntry.STORED);
      entry.setSize(bytes("text").length);
      CRC32 crc = new CRC32();
      crc.update(bytes("text"));
      entry.setCrc(crc.getValue());
      zip.putArchiveEntry(entry);
      zip.write(bytes("text"));
      zip.closeArchiveEntry();
    }
    ByteBuffer zip = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    zip.putShort(6, (short) 0b1000).putInt(14, 0).putInt(18, 0).putInt(22, 0);
    zip.putShort(directoryEntry(zip, 1) + 8, (short) 0b1000);
    Files.write(file, zip.array());
    ArchiveSource source =
        new ArchiveSource(
            file, Map.of("text", new EntryPattern("*.txt")), StandardCharsets.ISO_8859_1);

    assertThat(Drained.of(source).fields()).containsExactly(Map.of("text", "text"));
  }

  /** Returns where the n-th entry of the directory at the end of a zip starts. */
  private static int directoryEntry(ByteBuffer zip, int n) {
    int at = 0;
    for (int found = 0; found < n; at++) {
      if (zip.getInt(at) == 0x02014b50) {
        found++;
      }
    }
    return at - 1;
  }

  private static Map<String, String> entries() {
    Map<String, String> entries = new LinkedHashMap<>();
    entries.put("README", "nothing to see");
    entries.put("in/sport/1.txt", "long 1");
    entries.put("in/news/1.txt", "long 2");
    entries.put("in/news/2.txt", "long 3");
    entries.put("out/news/1.txt", "short 2");
    entries.put("out/sport/1.txt", "short 1");
    entries.put("out/deep/er/1.txt", "not one level deep");
    return entries;
  }

  private static void assertPaired(Drained rows) {
    assertThat(rows.fields()).hasSize(2);
    assertThat(rows.fields().get(0))
        .containsEntry("topic", "news")
        .containsOnlyKeys("topic", "text", "summary");
    assertThat(rows.fields().get(0).get("text")).isEqualTo(bytes("long 2"));
    assertThat(rows.fields().get(1).get("summary")).isEqualTo(bytes("short 1"));
    assertThat(rows.read().get(1).location()).hasToString("entry 2 of in/sport/1.txt");
    assertThat(rows.refusals())
        .containsExactly(
            "entry 3 of in/news/2.txt: no entry like [out/{topic}/*.txt] belongs to this one");
  }

  @Test
  void shouldTakeLabelsFromFolders() throws IOException {
    Path file = folder.resolve("a.tar");
    tar(file, Map.of("set/spam/7.txt", "win"));
    ArchiveSource source =
        new ArchiveSource(
            file,
            Map.of("text", new EntryPattern("**/{label}/{id}.txt")),
            StandardCharsets.ISO_8859_1);

    assertThat(source.fields()).containsExactly("text", "label", "id");
    assertThat(Drained.of(source).fields())
        .containsExactly(Map.of("label", "spam", "id", "7", "text", "win"));
  }

  @Test
  void shouldRefusePatternsThatDoNotGoTogether() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new ArchiveSource(
                    folder,
                    Map.of(
                        "text", new EntryPattern("{name}.txt"),
                        "summary", new EntryPattern("*.sum")),
                    StandardCharsets.UTF_8))
        .withMessageContaining("must be those of");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EntryPattern("{a}/{a}"))
        .withMessage("part {a} occurs twice in the pattern '{a}/{a}'");
  }

  @Test
  void shouldPassOverWhatAProgramAddsToNamesAndFiles() throws IOException {
    Map<String, String> entries = new LinkedHashMap<>();
    entries.put("./a/x.txt", "\ufeffone\r\n");
    entries.put("./a/._x.txt", "\0\0");
    entries.put("__MACOSX/a/y.txt", "\0");
    entries.put("a/z.txt", "two");
    Path tar = folder.resolve("a.tar.gz");
    tar(tar, entries);
    Path packed = folder.resolve("a.tar.bz2");
    tar(folder.resolve("a.tar"), entries);
    try (OutputStream out = new BZip2CompressorOutputStream(Files.newOutputStream(packed))) {
      Files.copy(folder.resolve("a.tar"), out);
    }
    Path zip = folder.resolve("a.bin"); // known by its bytes
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      for (Map.Entry<String, String> entry : entries.entrySet()) {
        out.putNextEntry(new ZipEntry(entry.getKey()));
        out.write(bytes(entry.getValue()));
      }
    }

    for (Path file : List.of(tar, packed, zip)) {
      assertThat(Drained.of(labeled(file, "{label}/*.txt", StandardCharsets.UTF_8)).fields())
          .extracting(fields -> new String((byte[]) fields.get("text"), StandardCharsets.UTF_8))
          .containsExactly("one\r\n", "two");
    }
  }

  @Test
  void shouldReadNamesThatAreNotInUtf8() throws IOException {
    for (String charset : List.of("UTF-8", "IBM437")) {
      Path zip = folder.resolve("names.zip");
      try (ZipArchiveOutputStream out = new ZipArchiveOutputStream(Files.newOutputStream(zip))) {
        out.setEncoding(charset);
        out.setUseLanguageEncodingFlag(false);
        out.putArchiveEntry(new ZipArchiveEntry("spört/1.txt"));
        out.write(bytes("a"));
        out.closeArchiveEntry();
      }
      assertThat(Drained.of(labeled(zip, "{label}/*.txt", StandardCharsets.UTF_8)).fields())
          .extracting(fields -> fields.get("label"))
          .containsExactly("spört");
    }
    for (String charset : List.of("UTF-8", "ISO-8859-1")) {
      Path tar = folder.resolve("names.tar");
      try (TarArchiveOutputStream out =
          new TarArchiveOutputStream(Files.newOutputStream(tar), charset)) {
        TarArchiveEntry entry = new TarArchiveEntry("spört/1.txt");
        entry.setSize(1);
        out.putArchiveEntry(entry);
        out.write('a');
        out.closeArchiveEntry();
      }
      assertThat(Drained.of(labeled(tar, "{label}/*.txt", StandardCharsets.UTF_8)).fields())
          .extracting(fields -> fields.get("label"))
          .containsExactly("spört");
    }
  }

  @Test
  void shouldFailWhereNothingMatchesOrTheArchiveIsNotWhole() throws IOException {
    Path tar = folder.resolve("a.tar.gz");
    tar(tar, entries());
    assertThatIOException()
        .isThrownBy(() -> Drained.of(labeled(tar, "no/{label}.txt", StandardCharsets.UTF_8)))
        .withMessage(
            "no file in archive "
                + tar
                + " is like 'no/{label}.txt'; it holds 'README', 'in/sport/1.txt',"
                + " 'in/news/1.txt' and so on");
    Path text = Files.writeString(folder.resolve("b.tar"), "no archive");
    assertThatIOException()
        .isThrownBy(() -> Drained.of(labeled(text, "{label}", StandardCharsets.UTF_8)))
        .withMessage("archive " + text + " holds no files, or is no tar and no zip");
    byte[] whole = Files.readAllBytes(tar);
    Path cut = Files.write(folder.resolve("cut.tgz"), Arrays.copyOf(whole, whole.length - 30));
    assertThatIOException()
        .isThrownBy(() -> Drained.of(labeled(cut, "{label}", StandardCharsets.UTF_8)))
        .withMessageStartingWith("archive " + cut + " cannot be read past ")
        .withMessageEndingWith("its compressed bytes are cut short");
  }

  @Test
  void shouldRefuseTextsThatAreNotInTheEncodingNamed() throws IOException {
    Path tar = folder.resolve("a.tar");
    tar(tar, Map.of("a/1.txt", "schön", "a/2.txt", "x\u0080"));

    assertThat(Drained.of(labeled(tar, "{label}/*.txt", StandardCharsets.US_ASCII)).refusals())
        .hasSize(2)
        .allMatch(row -> row.endsWith("invalid encoding: bytes that are not US-ASCII"));
    assertThat(Drained.of(labeled(tar, "a/{id}.txt", StandardCharsets.ISO_8859_1)).refusals())
        .singleElement()
        .asString()
        .contains("2.txt: invalid encoding");
  }

  private static ArchiveSource labeled(Path file, String pattern, Charset charset) {
    return new ArchiveSource(file, Map.of("text", new EntryPattern(pattern)), charset);
  }

  private static ArchiveSource source(Path file) {
    return new ArchiveSource(file, PAIRS, StandardCharsets.UTF_8);
  }

  private static void tar(Path file, Map<String, String> entries) throws IOException {
    OutputStream bytes = Files.newOutputStream(file);
    boolean packed = file.toString().endsWith(".gz");
    try (TarArchiveOutputStream tar =
        new TarArchiveOutputStream(packed ? new GZIPOutputStream(bytes) : bytes)) {
      for (Map.Entry<String, String> entry : entries.entrySet()) {
        TarArchiveEntry header = new TarArchiveEntry(entry.getKey());
        header.setSize(bytes(entry.getValue()).length);
        tar.putArchiveEntry(header);
        tar.write(bytes(entry.getValue()));
        tar.closeArchiveEntry();
      }
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
