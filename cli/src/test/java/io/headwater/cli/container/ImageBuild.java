package io.headwater.cli.container;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Makes the images of what Maven has just built, by the script that operators use. */
final class ImageBuild {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path LOG = Path.of("target", "docker-images.log");
  private static final long LIMIT_MINUTES = 15;

  private ImageBuild() {}

  /** Makes the images on a base that was made on this machine; returns their tag. */
  static String onLocalBase(String base) {
    return run("local", Map.of("RUNTIME_IMAGE", base, "BUILD_IMAGE", base, "JVM", "host"));
  }

  /** Makes the images on the published base; returns their tag. */
  static String onPublishedBase() {
    return run("latest", Map.of());
  }

  private static String run(String tag, Map<String, String> how) {
    ProcessBuilder script =
        new ProcessBuilder(ROOT.resolve("docker").resolve("images").toString())
            .directory(ROOT.toFile())
            .redirectErrorStream(true)
            .redirectOutput(LOG.toFile());
    script.environment().putAll(how);
    script.environment().put("TAG", tag);
    // Maven is running already, and has built what is tested
    script.environment().put("MAVEN", "no");
    try {
      Process process = script.start();
      if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw failed("it takes more than " + LIMIT_MINUTES + " minutes");
      }
      if (process.exitValue() != 0) {
        throw failed(lastLine());
      }
      return tag;
    } catch (IOException e) {
      throw failed(e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed("interrupted");
    }
  }

  private static IllegalStateException failed(String why) {
    return new IllegalStateException(
        "the images under test cannot be made by docker/images ("
            + why
            + "; all of it in cli/"
            + LOG
            + "): where no image can be pulled, run docker/local-images first");
  }

  private static String lastLine() throws IOException {
    return new String(Files.readAllBytes(LOG), StandardCharsets.UTF_8)
        .lines()
        .filter(line -> !line.isBlank())
        .reduce((earlier, later) -> later)
        .orElse("it said nothing");
  }
}
