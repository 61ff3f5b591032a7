package io.headwater.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.cluster.EmbeddedCluster;
import io.headwater.cluster.junit.TopicPrefix;
import io.headwater.cluster.junit.WithCluster;
import io.headwater.schemas.TopicCatalogue;
import io.headwater.service.config.ServiceConfig;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Topics as a real broker has them. */
@WithCluster
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class TopicCatalogueIT {
  @Test
  void shouldCreateTopicsWithTheirPolicies(EmbeddedCluster cluster, @TopicPrefix String prefix)
      throws Exception {
    ServiceConfig config =
        new ServiceConfig(
            ServiceConfig.definition(),
            Map.of(
                ServiceConfig.BOOTSTRAP_SERVERS,
                cluster.bootstrapServers(),
                ServiceConfig.TOPIC_PREFIX,
                prefix));
    var topics = config.topics();
    Set<String> names =
        Set.of(topics.tasks(), topics.journal(), topics.metrics(), topics.examples("a"));
    try (Admin admin = Admin.create(config.adminProperties())) {
      var partitions = new TopicCatalogue.Partitions(2, 3);
      TopicCatalogue.ensure(admin, topics, names, partitions);
      TopicCatalogue.ensure(admin, topics, names, partitions);

      var found = admin.describeTopics(names).allTopicNames().get();
      assertThat(found.get(topics.tasks()).partitions()).hasSize(2);
      assertThat(found.get(topics.journal()).partitions()).hasSize(1);
      assertThat(found.get(topics.examples("a")).partitions()).hasSize(3);
      assertThat(policy(admin, topics.tasks())).isEqualTo("compact");
      assertThat(policy(admin, topics.journal())).isEqualTo("delete");
      assertThat(policy(admin, topics.metrics())).contains("compact", "delete");
    }
  }

  private static String policy(Admin admin, String topic) throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    return admin
        .describeConfigs(List.of(resource))
        .all()
        .get()
        .get(resource)
        .get("cleanup.policy")
        .value();
  }
}
