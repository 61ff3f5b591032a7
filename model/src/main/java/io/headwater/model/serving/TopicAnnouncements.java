package io.headwater.model.serving;

import io.headwater.schemas.CheckpointAnnouncement;
import io.headwater.schemas.config.ServiceConfig;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The announcements of one model as they stand on the checkpoints topic.
 *
 * <p>The topic is read from its beginning, committed records only, outside any consumer group.
 * First, once all that was there is read, come the versions that still stand, the oldest first;
 * then each new one. Records that cannot be read are passed over. A broker or registry that is
 * away, or a topic that is not there yet, is waited for, and that is logged; then versions may be
 * handed over a second time.
 */
public final class TopicAnnouncements implements AnnouncementSource {
  private static final Logger LOG = LoggerFactory.getLogger(TopicAnnouncements.class);
  private static final Duration FIRST_WAIT = Duration.ofMillis(250);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(15);
  private static final Duration TIME_TO_END = Duration.ofSeconds(10);

  private final ServiceConfig config;

  /**
   * Prepares; nothing is read before {@link #subscribe}.
   *
   * @param config names brokers, registry, topic prefix and the model
   */
  public TopicAnnouncements(ServiceConfig config) {
    this.config = config;
  }

  /** {@inheritDoc} Each subscription reads the topic by itself, in a thread of its own. */
  @Override
  public Subscription subscribe(Consumer<CheckpointAnnouncement> consumer) {
    Thread thread = new Thread(() -> follow(consumer), "headwater-announcements");
    thread.setDaemon(true);
    thread.start();
    return () -> end(thread);
  }

  private static void end(Thread thread) {
    thread.interrupt();
    if (Thread.currentThread() != thread) {
      try {
        thread.join(TIME_TO_END.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void follow(Consumer<CheckpointAnnouncement> consumer) {
    Duration wait = FIRST_WAIT;
    while (!Thread.currentThread().isInterrupted()) {
      try (AnnouncementReader reader = AnnouncementReader.open(config)) {
        reader.standing().forEach(consumer);
        wait = FIRST_WAIT;
        while (!Thread.currentThread().isInterrupted()) {
          reader.next().forEach(consumer);
        }
      } catch (RuntimeException e) {
        // Interruption comes as one too, and leaves the thread interrupted.
        if (Thread.currentThread().isInterrupted()) {
          return;
        }
        LOG.warn(
            "Cannot read {} now ({}); trying again in {} ms",
            config.topics().checkpoints(),
            e.toString(),
            wait.toMillis());
      }
      try {
        TimeUnit.MILLISECONDS.sleep(wait.toMillis());
      } catch (InterruptedException e) {
        return;
      }
      Duration twice = wait.multipliedBy(2);
      wait = twice.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : twice;
    }
  }
}
