package io.headwater.service.topic;

import io.headwater.service.retry.Backoff;
import io.headwater.service.retry.Closing;
import io.headwater.service.retry.Retry;
import io.headwater.service.topic.TopicReader.Entry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;

/**
 * Reads a topic from its beginning and goes on until closed or interrupted.
 *
 * <p>While a broker or registry is away, or the topic does not exist yet, it waits and logs that;
 * then it reads the topic from its beginning again.
 *
 * @param <T> type of the values
 */
public final class TopicFollower<T extends SpecificRecord> implements Runnable, AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(250);
  private static final Duration TIME_TO_END = Duration.ofSeconds(10);

  private final String topic;
  private final Supplier<TopicReader<T>> readers;
  private final Sink<T> sink;
  private final CountDownLatch caughtUp = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);

  /** A follower that runs in its own thread. */
  @FunctionalInterface
  public interface Following extends AutoCloseable {
    /**
     * Ends the follower; returns when its thread has ended, or soon if a broker keeps it waiting.
     */
    @Override
    void close();
  }

  /** Takes records, in the follower's thread. */
  public interface Sink<T> {
    /** Takes all records on the topic; called at first and again after each failure. */
    void begin(List<Entry<T>> standing);

    /** Takes a record that arrived since then. */
    void add(Entry<T> arrived);
  }

  /**
   * Makes a follower that has read nothing yet; call {@link #run} or {@link #start} to read.
   *
   * @param topic name of the topic for the log
   * @param readers makes readers of the topic, which the follower closes
   * @param sink takes the records; an exception that it throws counts as a failure to read
   */
  public TopicFollower(String topic, Supplier<TopicReader<T>> readers, Sink<T> sink) {
    this.topic = topic;
    this.readers = readers;
    this.sink = sink;
  }

  /** Starts to read in a daemon thread. */
  public Following start(String threadName) {
    Thread thread = new Thread(this, threadName);
    thread.setDaemon(true);
    thread.start();
    return () -> end(thread);
  }

  private void end(Thread thread) {
    close();
    thread.interrupt();
    if (Thread.currentThread() != thread) {
      try {
        thread.join(TIME_TO_END.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Waits until the sink has taken everything that was there at the start; returns whether it has.
   */
  public boolean awaitCaughtUp(Duration timeout) throws InterruptedException {
    return caughtUp.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void run() {
    Backoff backoff = Retry.USUAL.backoff(Closing.of(closed));
    while (goesOn()) {
      try (TopicReader<T> reader = readers.get()) {
        sink.begin(reader.readToEnd());
        caughtUp.countDown();
        backoff.reset();
        while (goesOn()) {
          reader.poll(POLL).forEach(sink::add);
        }
      } catch (RuntimeException e) {
        // An interrupt comes here too and leaves the thread interrupted: pause then logs nothing.
        backoff.pause("read " + topic, e);
      }
    }
  }

  private boolean goesOn() {
    return closed.getCount() > 0 && !Thread.currentThread().isInterrupted();
  }

  /**
   * Lets {@link #run} return, soon if the broker answers; interrupting its thread does so at once.
   */
  @Override
  public void close() {
    closed.countDown();
  }
}
