package io.headwater.cli.container;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import java.util.Optional;
import org.testcontainers.utility.DockerImageName;

/**
 * The images under test.
 *
 * @param services of every service; the command chooses
 * @param registry of the schema registry
 * @param kafka of a broker, compatible with apache/kafka
 */
record Images(DockerImageName services, DockerImageName registry, DockerImageName kafka) {
  private static final String PROPERTIES = "headwater.image.";

  /**
   * Looks for the images: those named by system properties, else those built on this machine, else
   * the published ones.
   *
   * @throws IllegalStateException if the daemon lacks one and it cannot be made, in one sentence
   */
  static Images find(DockerClient docker) {
    return new Images(
        DockerImageName.parse(find(docker, "services", "headwater:local", "headwater:latest")),
        DockerImageName.parse(
            find(docker, "registry", "headwater-registry:local", "headwater-registry:latest")),
        DockerImageName.parse(find(docker, "kafka", "headwater-kafka:local", "apache/kafka:4.3.1"))
            .asCompatibleSubstituteFor("apache/kafka"));
  }

  private static String find(DockerClient docker, String what, String local, String published) {
    String named = System.getProperty(PROPERTIES + what, "");
    if (!named.isEmpty()) {
      return named;
    }
    return Optional.of(local).filter(name -> isPresent(docker, name)).orElse(published);
  }

  static boolean isPresent(DockerClient docker, String name) {
    try {
      docker.inspectImageCmd(name).exec();
      return true;
    } catch (NotFoundException e) {
      return false;
    }
  }
}
