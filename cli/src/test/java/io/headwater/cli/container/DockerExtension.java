package io.headwater.cli.container;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;

/**
 * Runs tests where a Docker daemon answers and skips them elsewhere, unless they are required;
 * gives them the images and a cluster of one broker that all of them share.
 */
final class DockerExtension implements ExecutionCondition, ParameterResolver {
  private static final Logger LOG = LoggerFactory.getLogger(DockerExtension.class);
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(DockerExtension.class);
  private static final String REQUIRED = "headwater.containers.required";
  private static final String WHY = "no Docker daemon answers";

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    if (docker(context).answers()) {
      return ConditionEvaluationResult.enabled("a Docker daemon answers");
    }
    if (Boolean.getBoolean(REQUIRED)) {
      throw new IllegalStateException("container tests are required, but " + WHY);
    }
    return ConditionEvaluationResult.disabled(WHY);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == Images.class || type == ContainerCluster.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Images.class
        ? images(context)
        : store(context)
            .getOrComputeIfAbsent(
                ContainerCluster.class,
                key -> ContainerCluster.start(images(context), 1),
                ContainerCluster.class);
  }

  private static Docker docker(ExtensionContext context) {
    return store(context).getOrComputeIfAbsent(Docker.class, key -> Docker.look(), Docker.class);
  }

  private static Images images(ExtensionContext context) {
    return store(context)
        .getOrComputeIfAbsent(
            Images.class,
            key -> {
              Images images = Images.find(DockerClientFactory.lazyClient());
              LOG.info("Testing {}", images);
              return images;
            },
            Images.class);
  }

  /** What lives as long as all tests of this run. */
  private static ExtensionContext.Store store(ExtensionContext context) {
    return context.getRoot().getStore(NAMESPACE);
  }

  private record Docker(boolean answers) {
    /** Looks once, and says once where there is none. */
    static Docker look() {
      Docker docker = new Docker(DockerClientFactory.instance().isDockerAvailable());
      if (docker.answers()) {
        Leftovers.remove(DockerClientFactory.lazyClient());
      } else {
        LOG.warn("Container tests are skipped: {}", WHY);
      }
      return docker;
    }
  }
}
