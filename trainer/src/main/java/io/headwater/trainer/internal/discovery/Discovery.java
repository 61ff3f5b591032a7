package io.headwater.trainer.internal.discovery;

import io.headwater.schemas.KafkaFutures;
import io.headwater.schemas.TaskSpec;
import io.headwater.schemas.TaskState;
import io.headwater.schemas.TopicCatalogue;
import io.headwater.schemas.Topics;
import io.headwater.schemas.contract.TaskRules;
import io.headwater.service.retry.Backoff;
import io.headwater.service.retry.Closing;
import io.headwater.service.retry.Retry;
import io.headwater.service.topic.TopicReader;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for tasks and their examples topics; {@link #run} is the loop of its own thread.
 *
 * <p>If a task's topic is missing, it is created, so that producers in any language need only
 * declare the task. A topic that exists is left as it is, and one deleted later is not recreated.
 */
public final class Discovery implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Discovery.class);

  private final Admin admin;
  private final Topics topics;
  private final TopicReader<TaskSpec> tasks;
  private final SortedMap<String, TaskSpec> specs = new TreeMap<>();
  private final Set<String> withTopic = new HashSet<>();
  private volatile Catalogue latest = new Catalogue(new TreeMap<>(), List.of());

  /** Makes a discovery that closes the reader of the tasks topic, but not the admin client. */
  public Discovery(Admin admin, Topics topics, TopicReader<TaskSpec> tasks) {
    this.admin = admin;
    this.topics = topics;
    this.tasks = tasks;
  }

  /** Returns the result of the last look; empty before the first. */
  public Catalogue latest() {
    return latest;
  }

  /** Looks once, waiting for the broker's answer. */
  public Catalogue look() throws InterruptedException {
    for (TopicReader.Entry<TaskSpec> entry : tasks.readToEnd()) {
      entry.value().ifPresentOrElse(this::learn, () -> forget(entry.key()));
    }
    createMissingTopics();
    latest = new Catalogue(specs, exampleTopics());
    return latest;
  }

  /** Looks every {@code interval} until closing; a look that fails is retried. */
  public void run(Duration interval, Closing closing) throws InterruptedException {
    Backoff backoff = Retry.USUAL.backoff(closing);
    boolean goesOn = !closing.await(interval);
    while (goesOn) {
      try {
        look();
        backoff.reset();
        goesOn = !closing.await(interval);
      } catch (KafkaException e) {
        goesOn = backoff.pause("look for tasks and topics", e);
      }
    }
  }

  private void learn(TaskSpec spec) {
    Optional<String> fault = TaskRules.check(spec);
    if (fault.isPresent()) {
      LOG.warn("Ignored the specification of task '{}': {}", spec.getName(), fault.get());
    } else {
      specs.put(spec.getName(), spec);
    }
  }

  private void forget(String task) {
    specs.remove(task);
    withTopic.remove(task);
  }

  private void createMissingTopics() {
    for (TaskSpec spec : specs.values()) {
      String task = spec.getName();
      if (withTopic.contains(task) || spec.getState() == TaskState.RETIRED) {
        continue;
      }
      try {
        TopicCatalogue.ensure(admin, topics, List.of(topics.examples(task)));
      } catch (AuthorizationException | PolicyViolationException e) {
        // Others may create the topics here; the topic is found once it exists.
        LOG.warn(
            "Cannot create topic {} of task '{}', which has to be created by hand: {}",
            topics.examples(task),
            task,
            e.getMessage());
      }
      withTopic.add(task);
    }
  }

  private List<ExampleTopic> exampleTopics() throws InterruptedException {
    try {
      List<String> names =
          admin.listTopics().names().get().stream().filter(topics::isExamples).sorted().toList();
      return admin.describeTopics(names).allTopicNames().get().values().stream()
          .map(
              topic ->
                  new ExampleTopic(
                      topic.name(),
                      topic.topicId().toString(),
                      topics.taskOf(topic.name()),
                      topic.partitions().size()))
          .sorted(Comparator.comparing(ExampleTopic::name))
          .toList();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        // A topic was deleted between the two requests; the next look will not list it.
        return latest.topics();
      }
      throw KafkaFutures.failure(e);
    }
  }

  @Override
  public void close() {
    tasks.close();
  }
}
