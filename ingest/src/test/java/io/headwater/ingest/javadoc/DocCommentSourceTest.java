package io.headwater.ingest.javadoc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocCommentSourceTest {

  @TempDir private Path folder;

  @Test
  void shouldLeaveOutWhatIsNoText() throws IOException {
    Path jar =
        jar(
            "a",
            Map.of(
                "A.java",
                """
                class A {
                  /** Kept and good text. */ int a;
                  /** Too short. */ int b;
                  /** {@inheritDoc} And a few words more. */ int c;
                  /** Licensed under the terms of somebody else. */ int d;
                  /** \u8fd9\u662f\u4e00\u4e2a \u65b9\u6cd5 \u6ce8\u91ca of it. */ int e;
                  /** 0x10 0x20 0x30 0x40 == 12345. */ int f;
                  /** @param only tags in this one */ int g;
                  /** kept, and GOOD text */ int h;
                }
                """,
                "package-info.java",
                "/** Words about the package here. */ package a;",
                "notes.txt",
                "/** Not a source file at all. */ class B {}"));

    assertThat(read(1, 100, new LibraryJar("a", jar)).get(0).comments())
        .containsExactly(
            new DocComment(
                "a", "A", "a", MemberKind.FIELD, "int a", "Kept and good text.", "", ""));
  }

  @Test
  void shouldGiveATextOnceOverAllLibraries() throws IOException {
    Path a = jar("a", Map.of("A.java", "/** The very same text. */ class A {}"));
    Path b =
        jar(
            "b",
            Map.of(
                "B.java",
                "/** The very   same text */ class B { /** Another text here. */ int b; }"));

    List<LibraryComments> read = read(1, 100, new LibraryJar("a", a), new LibraryJar("b", b));

    assertThat(read.get(0).comments())
        .extracting(DocComment::summary)
        .containsExactly("The very same text.");
    assertThat(read.get(1).comments())
        .extracting(DocComment::summary)
        .containsExactly("Another text here.");
  }

  @Test
  void shouldShortenQualifiedNames() throws IOException {
    String source =
        "/** Wraps org.quay.harbour.Ship#sail and a.b.Map. See package org.quay.harbour for more. */ class A {}";
    Path jar = jar("a", Map.of("A.java", source));

    assertThat(read(1, 9, new LibraryJar("a", jar)).get(0).comments().get(0).text())
        .isEqualTo("Wraps Ship#sail and Map. See package harbour for more.");
  }

  @Test
  void shouldShuffleBySeedWhateverTheOrderInTheJar() throws IOException {
    Map<String, String> files = new LinkedHashMap<>();
    IntStream.range(0, 50)
        .forEach(
            i -> files.put("A" + i + ".java", "/** Text of number " + i + " here. */ class A {}"));
    Path jar = jar("a", files);
    Map<String, String> turned = new LinkedHashMap<>();
    var names = new ArrayList<>(files.keySet());
    Collections.reverse(names);
    names.forEach(name -> turned.put(name, files.get(name)));
    Path reversed = jar("b", turned);

    List<DocComment> first = read(1, 100, new LibraryJar("a", jar)).get(0).comments();

    assertThat(first).hasSize(50);
    assertThat(read(1, 100, new LibraryJar("a", reversed)).get(0).comments()).isEqualTo(first);
    assertThat(read(2, 100, new LibraryJar("a", jar)).get(0).comments())
        .isNotEqualTo(first)
        .containsExactlyInAnyOrderElementsOf(first);
    assertThat(read(1, 20, new LibraryJar("a", jar)).get(0).comments())
        .isEqualTo(first.subList(0, 20));
  }

  @Test
  void shouldRefuseJarsThatAreMissingDoubleOrBroken() throws IOException {
    Path jar = jar("a", Map.of("A.java", ""));
    var one = new LibraryJar("a", jar);
    var missing = new LibraryJar("b", folder.resolve("none.jar"));
    Path broken = Files.writeString(folder.resolve("broken.jar"), "no zip");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(1, 9, one, missing))
        .withMessageContaining("none.jar");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(1, 9, one, one))
        .withMessageContaining("twice");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(1, 0, one))
        .withMessageContaining("0");
    assertThatThrownBy(() -> read(1, 9, new LibraryJar("c", broken)))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("broken.jar");
  }

  private static List<LibraryComments> read(long seed, int most, LibraryJar... jars) {
    List<LibraryComments> read = new ArrayList<>();
    DocCommentSource.open(List.of(jars), seed, most).forEachRemaining(read::add);
    return read;
  }

  private Path jar(String name, Map<String, String> files) throws IOException {
    Path jar = folder.resolve(name + ".jar");
    try (var zip = new ZipOutputStream(Files.newOutputStream(jar))) {
      for (Map.Entry<String, String> file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue().getBytes(StandardCharsets.UTF_8));
      }
    }
    return jar;
  }
}
