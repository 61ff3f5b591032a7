package io.headwater.cluster.junit;

import io.headwater.cluster.EmbeddedCluster;
import java.lang.reflect.Method;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/** Starts clusters for the tests that ask for one; JUnit's stores close them. */
final class ClusterExtension implements ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(ClusterExtension.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == EmbeddedCluster.class
        || (type == String.class && parameter.isAnnotated(TopicPrefix.class));
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.isAnnotated(TopicPrefix.class) ? prefix(context) : cluster(context);
  }

  private static EmbeddedCluster cluster(ExtensionContext context) {
    Optional<ExtensionContext> owner = owner(context);
    // A nested context also sees the entries in its parents' stores, so each owner needs its own
    // key.
    return owner
        .map(own -> started(own.getStore(NAMESPACE), "cluster of " + own.getUniqueId()))
        .orElseGet(() -> started(session(context), "shared cluster"));
  }

  private static EmbeddedCluster started(Store store, String key) {
    return store.getOrComputeIfAbsent(
        key,
        unused -> EmbeddedCluster.start(EmbeddedCluster.Options.temporary()),
        EmbeddedCluster.class);
  }

  /** Returns the test or class that has its own cluster, if any; the nearest annotation decides. */
  private static Optional<ExtensionContext> owner(ExtensionContext context) {
    Optional<ExtensionContext> place = Optional.of(context);
    while (place.isPresent()) {
      Optional<WithCluster> wish =
          AnnotationSupport.findAnnotation(place.get().getElement(), WithCluster.class);
      if (wish.isPresent()) {
        return place.filter(unused -> wish.get().own());
      }
      place = place.get().getParent();
    }
    return Optional.empty();
  }

  private static String prefix(ExtensionContext context) {
    return context
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(
            "prefix of " + context.getUniqueId(), unused -> newPrefix(context), String.class);
  }

  private static String newPrefix(ExtensionContext context) {
    String name =
        context
            .getTestMethod()
            .map(Method::getName)
            .orElseGet(() -> context.getRequiredTestClass().getSimpleName());
    AtomicInteger count =
        session(context)
            .getOrComputeIfAbsent("prefixes", unused -> new AtomicInteger(), AtomicInteger.class);
    return name.replaceAll("[^A-Za-z0-9]", "-") + "-" + count.incrementAndGet() + ".";
  }

  /**
   * Returns the store of the launcher session, which outlasts classes that are launched one by one.
   */
  private static Store session(ExtensionContext context) {
    return context.getStore(StoreScope.LAUNCHER_SESSION, NAMESPACE);
  }
}
