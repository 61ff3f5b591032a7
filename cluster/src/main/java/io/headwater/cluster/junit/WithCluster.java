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
 * <p>Tests share one cluster, however many classes of them run in a JVM: it starts when the first
 * parameter asks for it and is closed when the JUnit session ends. So that tests do not meet there,
 * each begins the names of its topics, groups and transactions with its {@link TopicPrefix}, and
 * neither stops the cluster nor counts on being alone.
 *
 * <p>A test that does either has a cluster of its own. Of a class, that is closed after the class;
 * of a method, after the test, and every invocation of a repeated or parameterized one has another.
 * A method's is handed to the method and to what runs before and after it, but not to the
 * constructor. Stop and restart it at will.
 *
 * <p>Needs JUnit 5.13 or newer.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ExtendWith(ClusterExtension.class)
public @interface WithCluster {

  /** Whether the cluster is for this class or method alone. */
  boolean own() default false;
}
