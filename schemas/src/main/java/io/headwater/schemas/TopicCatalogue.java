package io.headwater.schemas;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates topics with the settings that each of them needs. */
public final class TopicCatalogue {
  private static final Logger log = LoggerFactory.getLogger(TopicCatalogue.class);

  /**
   * Largest dead letter, in bytes: a record that the broker took plus headers, so more than the
   * usual limit of 1 MiB.
   */
  public static final int LARGEST_DEAD_LETTER = 16 << 20;

  /** Largest record with a piece of a checkpoint, in bytes, including key and headers. */
  public static final int LARGEST_CHUNK = 1 << 20;

  /** Makes segments small, since only a full or old one is cleaned: deleted pieces go soon. */
  private static final Map<String, String> OF_CHUNKS =
      Map.of(
          TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(LARGEST_CHUNK),
          TopicConfig.SEGMENT_BYTES_CONFIG, Integer.toString(32 << 20),
          TopicConfig.SEGMENT_MS_CONFIG, Long.toString(TimeUnit.HOURS.toMillis(1)),
          TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG, "0.1",
          TopicConfig.DELETE_RETENTION_MS_CONFIG, Long.toString(TimeUnit.HOURS.toMillis(1)));

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(50);

  private TopicCatalogue() {}

  /**
   * Partition counts of new topics; the journal always has one partition.
   *
   * @param control partitions of every topic except those of examples, at least 1
   * @param examples partitions of each task's examples topic, at least 1
   */
  public record Partitions(int control, int examples) {
    /** One partition everywhere. */
    public static final Partitions ONE = new Partitions(1, 1);

    /** Checks the counts. */
    public Partitions {
      if (control < 1 || examples < 1) {
        throw new IllegalArgumentException(
            "partitions are " + control + " and " + examples + " but must be at least 1");
      }
    }
  }

  /** Creates those of the topics that are missing, with one partition each. */
  public static void ensure(Admin admin, Topics topics, Collection<String> names) {
    ensure(admin, topics, names, Partitions.ONE);
  }

  /**
   * Creates those of the topics that are missing; the replication factor is the broker's default.
   *
   * <p>Several callers may do so at once. Existing topics are left as they are.
   *
   * @param names names that {@code topics} returns
   * @throws IllegalArgumentException if a name is not one of {@code topics}
   * @throws IllegalStateException if the journal exists with more than one partition
   * @throws KafkaException if the broker refuses or cannot be reached
   */
  public static void ensure(
      Admin admin, Topics topics, Collection<String> names, Partitions partitions) {
    Set<String> wanted = new LinkedHashSet<>(names);
    List<NewTopic> all = new ArrayList<>();
    for (String name : wanted) {
      all.add(newTopic(topics, name, partitions));
    }
    Set<String> present = KafkaFutures.await(admin.listTopics().names());
    List<NewTopic> missing = all.stream().filter(t -> !present.contains(t.name())).toList();
    CreateTopicsResult created = admin.createTopics(missing);
    created.values().forEach(TopicCatalogue::awaitCreation);
    awaitLeaders(admin, created);
    if (wanted.contains(topics.journal()) && present.contains(topics.journal())) {
      requireOnePartition(admin, topics.journal());
    }
  }

  /**
   * Creates a topic for pieces of checkpoints, with one partition, if it is missing.
   *
   * @param name any name, such as that of {@link Topics#checkpointChunks()}
   * @throws KafkaException if the broker refuses or cannot be reached
   */
  public static void ensureChunks(Admin admin, String name) {
    if (!KafkaFutures.await(admin.listTopics().names()).contains(name)) {
      NewTopic topic = new NewTopic(name, Optional.of(1), Optional.empty());
      Map<String, String> configs = new HashMap<>(OF_CHUNKS);
      configs.put(TopicConfig.CLEANUP_POLICY_CONFIG, CleanupPolicy.COMPACT.value());
      CreateTopicsResult created = admin.createTopics(List.of(topic.configs(configs)));
      created.values().forEach(TopicCatalogue::awaitCreation);
      awaitLeaders(admin, created);
    }
  }

  /**
   * Returns the size of the largest dead letter, in bytes, that its topic takes and a producer with
   * {@code max.request.size} {@value #LARGEST_DEAD_LETTER} sends.
   */
  public static int largestDeadLetter(Admin admin, Topics topics) {
    String name = topics.deadLetters();
    return Math.min(LARGEST_DEAD_LETTER, largestMessages(admin, List.of(name)).get(name));
  }

  /** Returns the {@code max.message.bytes} of each topic, by name. */
  public static Map<String, Integer> largestMessages(Admin admin, Collection<String> topics) {
    List<ConfigResource> resources =
        topics.stream().map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic)).toList();
    Map<ConfigResource, Config> configs =
        KafkaFutures.await(admin.describeConfigs(resources).all());
    Map<String, Integer> largest = new HashMap<>();
    configs.forEach(
        (resource, config) ->
            largest.put(
                resource.name(),
                Integer.valueOf(config.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG).value())));
    return largest;
  }

  /**
   * Returns the cleanup policy of a topic.
   *
   * @throws IllegalArgumentException if the name is not one of {@code topics}
   */
  public static CleanupPolicy policyOf(Topics topics, String name) {
    CleanupPolicy policy = policies(topics).get(name);
    if (policy != null) {
      return policy;
    }
    if (topics.isExamples(name)) {
      return CleanupPolicy.DELETE;
    }
    throw new IllegalArgumentException(
        "topic '" + name + "' is not one of the topics under '" + topics.prefix() + "'");
  }

  /** Returns whether a topic is one of Headwater's own and does not hold a task's examples. */
  public static boolean isInternal(Topics topics, String name) {
    return policies(topics).containsKey(name);
  }

  private static Map<String, CleanupPolicy> policies(Topics topics) {
    return Map.ofEntries(
        Map.entry(topics.tasks(), CleanupPolicy.COMPACT),
        Map.entry(topics.checkpoints(), CleanupPolicy.COMPACT),
        Map.entry(topics.checkpointChunks(), CleanupPolicy.COMPACT),
        Map.entry(topics.channels(), CleanupPolicy.COMPACT),
        Map.entry(topics.metrics(), CleanupPolicy.COMPACT_AND_DELETE),
        Map.entry(topics.deadLetters(), CleanupPolicy.DELETE),
        Map.entry(topics.journal(), CleanupPolicy.DELETE),
        Map.entry(topics.requests(), CleanupPolicy.DELETE),
        Map.entry(topics.predictions(), CleanupPolicy.DELETE),
        Map.entry(topics.baselinePredictions(), CleanupPolicy.DELETE),
        Map.entry(topics.alerts(), CleanupPolicy.DELETE));
  }

  private static NewTopic newTopic(Topics topics, String name, Partitions partitions) {
    CleanupPolicy policy = policyOf(topics, name);
    int count = topics.isExamples(name) ? partitions.examples() : partitions.control();
    Map<String, String> configs = new HashMap<>();
    configs.put(TopicConfig.CLEANUP_POLICY_CONFIG, policy.value());
    if (name.equals(topics.deadLetters())) {
      configs.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(LARGEST_DEAD_LETTER));
    }
    if (name.equals(topics.checkpointChunks())) {
      configs.putAll(OF_CHUNKS);
    }
    return new NewTopic(
            name, Optional.of(name.equals(topics.journal()) ? 1 : count), Optional.empty())
        .configs(configs);
  }

  private static void requireOnePartition(Admin admin, String journal) {
    int found =
        KafkaFutures.await(admin.describeTopics(List.of(journal)).allTopicNames())
            .get(journal)
            .partitions()
            .size();
    if (found != 1) {
      throw new IllegalStateException(
          "topic '" + journal + "' has " + found + " partitions but must have 1");
    }
  }

  /**
   * Waits until every partition of the created topics answers. If an idempotent producer has
   * several requests under way to a partition that is just coming up, the first may be refused and
   * the second taken; from then on the first is out of order.
   */
  private static void awaitLeaders(Admin admin, CreateTopicsResult created) {
    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    for (String name : created.values().keySet()) {
      try {
        int partitions = KafkaFutures.await(created.numPartitions(name));
        for (int partition = 0; partition < partitions; partition++) {
          ends.put(new TopicPartition(name, partition), OffsetSpec.latest());
        }
      } catch (TopicExistsException | AuthorizationException e) {
        log.debug("Not waiting for the partitions of topic {}", name, e);
      }
    }
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        KafkaFutures.await(admin.listOffsets(ends).all());
        return;
      } catch (RetriableException e) {
        // the broker that is asked may not have heard of the topic yet
        if (System.nanoTime() > deadline) {
          throw e;
        }
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
  }

  private static void awaitCreation(String name, KafkaFuture<Void> creation) {
    try {
      KafkaFutures.await(creation);
      log.info("Created topic {}", name);
    } catch (TopicExistsException e) {
      log.debug("Topic {} was created by another client", name);
    }
  }
}
