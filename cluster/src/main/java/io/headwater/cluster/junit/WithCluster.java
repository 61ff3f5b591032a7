package io.headwater.cluster.junit;

import io.headwater.cluster.EmbeddedCluster;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives tests a real Kafka broker and a real schema registry, as parameters of type {@link
 * EmbeddedCluster}.
 *
 * <pre>{@code
 * @WithCluster
 * class OrdersIT {
 *   private final EmbeddedCluster cluster;
 *
 *   OrdersIT(EmbeddedCluster cluster) {
 *     this.cluster = cluster;
 *   }
 *
 *   @Test
 *   void shouldCreateItsTopics(@TopicPrefix String prefix) throws Exception {
 *     try (Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()))) {
 *       NewTopic orders = new NewTopic(prefix + "orders", 1, (short) 1);
 *       admin.createTopics(List.of(orders)).all().get();
 *     }
 *   }
 *
 *   @Test
 *   @WithCluster(own = true)
 *   void shouldOutliveAnOutage(EmbeddedCluster mine) {
 *     mine.stop();
 *     mine.restart();
 *   }
 * }
 * }</pre>
 *
 * <p>Tests share one cluster, however many test classes run in a JVM: it starts when the first
 * parameter asks for it and is closed when the JUnit session ends. To stay out of each other's way,
 * each test must start the names of its topics, groups and transactions with its {@link
 * TopicPrefix}, and must neither stop the cluster nor rely on being alone on it.
 *
 * <p>A test that does either needs its own cluster, with {@code own = true}. The cluster of a class
 * is closed after the class. The cluster of a method is closed after the test; every invocation of
 * a repeated or parameterized test gets a new one. It is passed to the method and to the methods
 * that run before and after it, but not to the constructor. Stop and restart your own cluster at
 * will.
 *
 * <p>Needs JUnit 5.13 or newer.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ExtendWith(ClusterExtension.class)
public @interface WithCluster {

  /** Whether this class or method gets its own cluster instead of the shared one. */
  boolean own() default false;
}
