package io.headwater.cluster.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.cluster.EmbeddedCluster;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;

/** When clusters start, who gets which, and when they are closed. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class ClusterExtensionIT {

  @WithCluster
  static class Sharing {
    private final EmbeddedCluster cluster;

    Sharing(EmbeddedCluster cluster) {
      this.cluster = cluster;
    }

    @Test
    void shouldPublishItsCluster(TestReporter reporter) {
      publish(cluster, reporter);
    }

    @Nested
    class Inner {
      @Test
      void shouldPublishItsCluster(EmbeddedCluster cluster, TestReporter reporter) {
        publish(cluster, reporter);
      }
    }
  }

  static class SharingToo extends Sharing {
    SharingToo(EmbeddedCluster cluster) {
      super(cluster);
    }
  }

  @WithCluster(own = true)
  static class Owning {
    private final EmbeddedCluster cluster;

    Owning(EmbeddedCluster cluster) {
      this.cluster = cluster;
    }

    @RepeatedTest(2)
    void shouldPublishItsCluster(TestReporter reporter) {
      publish(cluster, reporter);
    }

    @Test
    @WithCluster
    void shouldPublishTheSharedOne(EmbeddedCluster shared, TestReporter reporter) {
      assertThat(shared).isNotSameAs(cluster);
    }
  }

  @WithCluster
  static class OwningByMethod {
    @RepeatedTest(2)
    @WithCluster(own = true)
    void shouldPublishItsCluster(EmbeddedCluster own, TestReporter reporter) {
      publish(own, reporter);
    }

    @AfterEach
    void check(EmbeddedCluster own, TestReporter reporter) {
      publish(own, reporter);
    }
  }

  @Test
  void shouldShareOneClusterFromTheFirstUseToTheEndOfTheSession() {
    List<String> addresses;
    try (TestSession session = new TestSession()) {
      addresses = addresses(session.run(Sharing.class));
      assertThat(addresses).hasSize(2);
      assertThat(answers(addresses.get(0))).as("between two classes").isTrue();

      assertThat(addresses(session.run(SharingToo.class))).isEqualTo(addresses);
      assertThat(addresses).containsOnly(addresses.get(0));
    }
    assertThat(answers(addresses.get(0))).as("after the session").isFalse();
  }

  @Test
  void shouldCloseTheClusterOfAClassWithTheClass() {
    try (TestSession session = new TestSession()) {
      List<String> addresses = addresses(session.run(Owning.class));

      assertThat(addresses).hasSize(2).containsOnly(addresses.get(0));
      assertThat(answers(addresses.get(0))).isFalse();
    }
  }

  @Test
  void shouldCloseTheClusterOfAMethodWithTheTest() {
    try (TestSession session = new TestSession()) {
      List<String> addresses = addresses(session.run(OwningByMethod.class));

      assertThat(addresses).hasSize(4);
      assertThat(addresses.subList(0, 2)).containsOnly(addresses.get(0));
      assertThat(addresses.subList(2, 4)).containsOnly(addresses.get(2));
      assertThat(addresses.get(2)).isNotEqualTo(addresses.get(0));
      assertThat(addresses).noneMatch(ClusterExtensionIT::answers);
    }
  }

  private static void publish(EmbeddedCluster cluster, TestReporter reporter) {
    assertThat(answers(cluster.bootstrapServers())).isTrue();
    reporter.publishEntry(Map.of("address", cluster.bootstrapServers()));
  }

  private static List<String> addresses(List<Map<String, String>> published) {
    return published.stream().map(entry -> entry.get("address")).toList();
  }

  private static boolean answers(String address) {
    URI broker = URI.create("kafka://" + address);
    try (Socket connected = new Socket(broker.getHost(), broker.getPort())) {
      return connected.isConnected();
    } catch (IOException e) {
      return false;
    }
  }
}
