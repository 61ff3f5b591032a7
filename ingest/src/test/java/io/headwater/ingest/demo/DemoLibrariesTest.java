package io.headwater.ingest.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.headwater.ingest.javadoc.LibraryComments;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoLibrariesTest {

  @TempDir private Path folder;

  @Test
  void shouldReadTheJarOfEachLibraryByItsName() throws IOException {
    for (String name : DemoLibraries.names()) {
      try (var zip = new ZipOutputStream(Files.newOutputStream(folder.resolve(name + ".jar")))) {
        zip.putNextEntry(new ZipEntry("A.java"));
        zip.write(
            ("/** A text about " + name + " only. */ class A {}").getBytes(StandardCharsets.UTF_8));
      }
    }

    assertThat(DemoLibraries.read(folder, 1))
        .hasSize(8)
        .allSatisfy(one -> assertThat(one.comments().get(0).summary()).contains(one.library()))
        .extracting(LibraryComments::library)
        .containsExactlyElementsOf(DemoLibraries.names());
  }

  @Test
  void shouldNameTheJarThatIsMissing() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DemoLibraries.read(folder, 1))
        .withMessageContaining("guava.jar");
  }
}
