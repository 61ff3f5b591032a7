package io.headwater.trainer.discovery;

import io.headwater.schemas.TaskSpec;
import io.headwater.schemas.Topics;
import io.headwater.schemas.contract.TaskRules;
import io.headwater.trainer.topic.TopicReader;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks for tasks and their example topics; the owner of one thread's work. */
public final class Discovery implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Discovery.class);

  /** Naps are short, so that the end of the trainer is seen soon. */
  private static final long NAP_MILLIS = 100;

  private final Admin admin;
  private final Topics topics;
  private final TopicReader<TaskSpec> tasks;
  private final SortedMap<String, TaskSpec> specs = new TreeMap<>();
  private volatile Catalogue latest = new Catalogue(new TreeMap<>(), List.of());

  /** Makes a discovery that owns the reader of the tasks topic and borrows the admin client. */
  public Discovery(Admin admin, Topics topics, TopicReader<TaskSpec> tasks) {
    this.admin = admin;
    this.topics = topics;
    this.tasks = tasks;
  }

  /** Returns what was found last; empty before the first look. */
  public Catalogue latest() {
    return latest;
  }

  /** Looks once, waiting for the broker's answer. */
  public Catalogue look() throws InterruptedException {
    for (TopicReader.Entry<TaskSpec> entry : tasks.readToEnd()) {
      entry.value().ifPresentOrElse(this::learn, () -> specs.remove(entry.key()));
    }
    latest = new Catalogue(specs, exampleTopics());
    return latest;
  }

  /** Looks every {@code interval} until stopped; failures are logged and tried again. */
  public void run(Duration interval, BooleanSupplier stopped) {
    long next = System.nanoTime() + interval.toNanos();
    while (!stopped.getAsBoolean()) {
      try {
        Thread.sleep(Math.min(interval.toMillis(), NAP_MILLIS));
        if (System.nanoTime() >= next) {
          next = System.nanoTime() + interval.toNanos();
          look();
        }
      } catch (InterruptedException | InterruptException e) {
        return;
      } catch (KafkaException e) {
        LOG.warn("Looking for tasks and topics failed and is tried again: {}", e.getMessage());
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
        // A topic was deleted between the two questions; the next look sees it gone.
        return latest.topics();
      }
      throw e.getCause() instanceof KafkaException cause ? cause : new KafkaException(e.getCause());
    }
  }

  @Override
  public void close() {
    tasks.close();
  }
}
