package io.headwater.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** What the client brings onto the class path of a program that uses it. */
class ClassPathTest {
  private static final long MOST_BYTES = 50_000_000;
  private static final Pattern NATIVE = Pattern.compile(".*\\.(so|dll|dylib|jnilib)(\\..*)?");

  /** Kafka's codecs; the registry client holds two of them once more, within itself. */
  private static final Set<String> MAY_HOLD_NATIVES =
      Set.of("zstd-jni", "lz4-java", "snappy-java", "flink-sql-avro-confluent-registry");

  private final List<Path> classPath = classPath();

  @Test
  void shouldBeSmall() {
    long bytes = classPath.stream().mapToLong(ClassPathTest::size).sum();
    assertThat(bytes)
        .as(() -> "%.1f MB in %s".formatted(bytes / 1e6, names()))
        .isBetween(10_000_000L, MOST_BYTES);
  }

  @Test
  void shouldHoldNothingThatComputesOrStores() {
    assertThat(names())
        .isNotEmpty()
        .noneMatch(
            name ->
                Stream.of("djl", "pytorch", "tokenizers", "rocksdb", "duckdb", "jna", "streams")
                    .anyMatch(name::contains));
    assertThat(entries("ai/djl/", "org/rocksdb/", "org/duckdb/", "com/sun/jna/")).isEmpty();
  }

  @Test
  void shouldHoldNoNativesButThoseOfKafkasCodecs() {
    Set<String> holders = new TreeSet<>();
    for (Path jar : jars()) {
      List<String> natives =
          entriesOf(jar).stream().filter(name -> NATIVE.matcher(name).matches()).toList();
      if (!natives.isEmpty()) {
        holders.add(artifact(jar));
        assertThat(natives).allMatch(name -> name.matches(".*(zstd|lz4|snappy).*"));
      }
    }
    assertThat(holders).isNotEmpty().isSubsetOf(MAY_HOLD_NATIVES);
  }

  private static List<Path> classPath() {
    try (InputStream file = ClassPathTest.class.getResourceAsStream("/runtime.classpath")) {
      String text = new String(file.readAllBytes(), StandardCharsets.UTF_8).strip();
      return Arrays.stream(text.split(File.pathSeparator)).map(Path::of).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> names() {
    return classPath.stream().map(ClassPathTest::artifact).toList();
  }

  /** Returns the artifact of a file in a repository, or of a module's folder of classes. */
  private static String artifact(Path file) {
    return file.getFileName().toString().replaceFirst("-[0-9].*", "");
  }

  private List<Path> jars() {
    return classPath.stream().filter(Files::isRegularFile).toList();
  }

  private List<String> entries(String... folders) {
    return jars().stream()
        .flatMap(jar -> entriesOf(jar).stream())
        .filter(name -> Stream.of(folders).anyMatch(name::startsWith))
        .toList();
  }

  private static List<String> entriesOf(Path jar) {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      return zip.stream().map(entry -> entry.getName()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long size(Path place) {
    try (Stream<Path> files = Files.walk(place)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
