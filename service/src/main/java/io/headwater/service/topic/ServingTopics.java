package io.headwater.service.topic;

import io.headwater.schemas.TopicCatalogue;
import io.headwater.schemas.TopicCatalogue.Partitions;
import io.headwater.schemas.Topics;
import io.headwater.service.config.ServiceConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/** The topics that carry requests and their answers. */
public final class ServingTopics {
  /** Default number of partitions of the requests topic. */
  public static final int REQUEST_PARTITIONS = 4;

  private static final int ADMIN_MILLIS = 15_000;

  private ServingTopics() {}

  /** Returns an admin client that fails soon when a broker is away. */
  public static Admin admin(ServiceConfig config) {
    Map<String, Object> properties = new HashMap<>(config.adminProperties());
    properties.putIfAbsent(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ADMIN_MILLIS);
    properties.putIfAbsent(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ADMIN_MILLIS);
    return Admin.create(properties);
  }

  /**
   * Creates the topics that are missing.
   *
   * @param requests partitions of the requests topic
   * @return size of the largest dead letter, in bytes
   */
  public static int ensure(Admin admin, Topics topics, Partitions requests) {
    TopicCatalogue.ensure(admin, topics, List.of(topics.requests()), requests);
    TopicCatalogue.ensure(
        admin, topics, List.of(topics.checkpoints(), topics.predictions(), topics.deadLetters()));
    return TopicCatalogue.largestDeadLetter(admin, topics);
  }
}
