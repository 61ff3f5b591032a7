package io.headwater.cli.container;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import java.util.ArrayList;
import java.util.List;
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
  private static final String NAMED = "headwater.image.";

  /** Its own, so that a test changes no image that is in use. */
  private static final String TAG = "test";

  private static final String LOCAL_BASE = "headwater-base:local";
  private static final String LOCAL_KAFKA = "headwater-kafka:local";
  private static final String KAFKA = "apache/kafka";

  /**
   * Returns the images named by system properties; of those not named, services and registry are
   * made of this build, and the broker is the one made on this machine, else the published one.
   *
   * @throws IllegalStateException if they cannot be made, in one sentence
   */
  static Images find(DockerClient docker) {
    Optional<String> services = named("services");
    Optional<String> registry = named("registry");
    List<String> unnamed = new ArrayList<>();
    if (services.isEmpty()) {
      unnamed.add("services");
    }
    if (registry.isEmpty()) {
      unnamed.add("registry");
    }
    if (!unnamed.isEmpty()) {
      new ImageBuild(unnamed, TAG)
          .run(isPresent(docker, LOCAL_BASE) ? Optional.of(LOCAL_BASE) : Optional.empty());
    }
    String kafka =
        named("kafka").orElse(isPresent(docker, LOCAL_KAFKA) ? LOCAL_KAFKA : KAFKA + ":4.3.1");
    return new Images(
        DockerImageName.parse(services.orElse("headwater:" + TAG)),
        DockerImageName.parse(registry.orElse("headwater-registry:" + TAG)),
        DockerImageName.parse(kafka).asCompatibleSubstituteFor(KAFKA));
  }

  private static Optional<String> named(String what) {
    return Optional.of(System.getProperty(NAMED + what, "")).filter(name -> !name.isEmpty());
  }

  private static boolean isPresent(DockerClient docker, String name) {
    try {
      docker.inspectImageCmd(name).exec();
      return true;
    } catch (NotFoundException e) {
      return false;
    }
  }
}
