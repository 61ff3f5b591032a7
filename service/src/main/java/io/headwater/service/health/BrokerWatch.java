package io.headwater.service.health;

import io.headwater.schemas.KafkaFutures;
import io.headwater.service.config.ServiceConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the brokers every few seconds whether they answer. It has its own thread and client, because
 * a consumer that is cut off from the brokers looks like one for which nothing has arrived.
 */
public final class BrokerWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(BrokerWatch.class);

  /** Long enough to miss a few answers while one of several brokers is replaced. */
  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(30);

  private static final Duration BETWEEN = Duration.ofSeconds(5);
  private static final int ANSWER_MILLIS = 5_000;
  private static final Duration CLOSE = Duration.ofMillis(500);

  /** Short, so that another broker is tried soon when one of several is gone. */
  private static final int CONNECTION_MILLIS = 3_000;

  /** Keeps the log short: the client logs every connection that fails. */
  private static final int BACKOFF_MILLIS = 5_000;

  private final ServiceConfig config;
  private final Duration longestSilence;
  private final Heartbeat answers;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "broker-watch");
  private boolean heard;
  private volatile boolean silent;

  private BrokerWatch(ServiceConfig config, Duration longestSilence) {
    this.config = config;
    this.longestSilence = longestSilence;
    this.answers = new Heartbeat(longestSilence);
  }

  /** Starts to watch the brokers of a service, with the service's admin client settings. */
  public static BrokerWatch start(ServiceConfig config) {
    return start(config, LONGEST_SILENCE);
  }

  /**
   * Starts to watch the brokers.
   *
   * @param longestSilence time without an answer after which they count as gone
   */
  public static BrokerWatch start(ServiceConfig config, Duration longestSilence) {
    BrokerWatch watch = new BrokerWatch(config, longestSilence);
    watch.thread.setDaemon(true);
    watch.thread.start();
    return watch;
  }

  /** Returns whether a broker has answered recently. */
  public boolean isAnswered() {
    return answers.isAlive();
  }

  /** Returns whether brokers that have answered before do so no more. */
  public boolean isSilent() {
    return silent;
  }

  private void run() {
    try {
      do {
        try {
          watch();
        } catch (InterruptException e) {
          log.debug("Closed while it waited for an answer", e);
        } catch (RuntimeException e) {
          log.debug("The brokers cannot be asked", e); // for example, a name has no address
        }
        tellChange();
      } while (!closed.await(BETWEEN.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      log.debug("Closed between two requests", e);
    }
  }

  /** Asks with one client until that fails or the watch is closed. */
  private void watch() throws InterruptedException {
    Admin admin = Admin.create(properties());
    try {
      do {
        ask(admin);
        tellChange();
      } while (!closed.await(BETWEEN.toMillis(), TimeUnit.MILLISECONDS));
    } finally {
      admin.close(CLOSE);
    }
  }

  private void ask(Admin admin) {
    try {
      KafkaFutures.await(
          admin.describeCluster(new DescribeClusterOptions().timeoutMs(ANSWER_MILLIS)).nodes());
      answers.beat();
    } catch (InterruptException e) {
      throw e;
    } catch (KafkaException e) {
      log.debug("No broker answers", e);
    }
  }

  private void tellChange() {
    boolean answered = answers.isAlive();
    if (answered && silent) {
      log.info("The brokers answer again");
    } else if (!answered && heard && !silent) {
      log.warn("No broker has answered for {} s", longestSilence.toSeconds());
    }
    heard |= answered;
    silent = heard && !answered;
  }

  private Map<String, Object> properties() {
    Map<String, Object> properties = new HashMap<>(config.adminProperties());
    for (String key :
        List.of(
            AdminClientConfig.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG,
            AdminClientConfig.SOCKET_CONNECTION_SETUP_TIMEOUT_MAX_MS_CONFIG)) {
      properties.putIfAbsent(key, CONNECTION_MILLIS);
    }
    properties.putIfAbsent(AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, BACKOFF_MILLIS);
    return properties;
  }

  /** Ends the watch; does not wait for its thread. */
  @Override
  public void close() {
    closed.countDown();
    thread.interrupt();
  }
}
