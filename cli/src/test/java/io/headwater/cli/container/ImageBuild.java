package io.headwater.cli.container;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Makes images of what Maven has just built, by the script that operators use.
 *
 * @param targets which images
 * @param tag their tag
 */
record ImageBuild(List<String> targets, String tag) {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path LOG = Path.of("target", "docker-images.log");
  private static final long LIMIT_MINUTES = 15;

  /**
   * Makes the images.
   *
   * @param base an image made on this machine to make them on; empty for the published ones
   * @throws IllegalStateException if they cannot be made, in one sentence
   */
  void run(Optional<String> base) {
    ProcessBuilder script =
        new ProcessBuilder(ROOT.resolve("docker").resolve("images").toString())
            .directory(ROOT.toFile())
            .redirectErrorStream(true)
            .redirectOutput(LOG.toFile());
    Map<String, String> environment = script.environment();
    environment.put("TAG", tag);
    environment.put("TARGETS", String.join(" ", targets));
    base.ifPresent(
        image ->
            environment.putAll(
                Map.of("RUNTIME_IMAGE", image, "BUILD_IMAGE", image, "JVM", "host")));
    // Maven is running already, and has built what is tested
    environment.put("MAVEN", "no");
    try {
      Process process = script.start();
      if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw failed("it takes more than " + LIMIT_MINUTES + " minutes");
      }
      if (process.exitValue() != 0) {
        throw failed(lastLine());
      }
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
