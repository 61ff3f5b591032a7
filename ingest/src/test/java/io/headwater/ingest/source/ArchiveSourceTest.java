package io.headwater.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
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
    assertThat(rows.read().get(1).place()).hasToString("entry 2 of in/sport/1.txt");
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
            CsvDialect.Encoding.LATIN_1);

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
                    CsvDialect.Encoding.UTF_8))
        .withMessageContaining("must be those of");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EntryPattern("{a}/{a}"))
        .withMessage("part {a} is twice in the pattern '{a}/{a}'");
  }

  private static ArchiveSource source(Path file) {
    return new ArchiveSource(file, PAIRS, CsvDialect.Encoding.UTF_8);
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
