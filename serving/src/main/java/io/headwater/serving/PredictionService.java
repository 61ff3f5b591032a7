package io.headwater.serving;

import ai.djl.Device;
import io.headwater.model.checkpoint.CheckpointStore;
import io.headwater.model.checkpoint.CheckpointStores;
import io.headwater.model.serving.AnnouncementSource;
import io.headwater.model.serving.LiveModel;
import io.headwater.model.serving.ModelLoader;
import io.headwater.model.serving.ServedModels;
import io.headwater.model.serving.SwapEvent;
import io.headwater.model.serving.TopicAnnouncements;
import io.headwater.schemas.serde.SchemaRegistry;
import io.headwater.service.config.ServiceConfig;
import io.headwater.serving.internal.AnsweringLoop;
import io.headwater.serving.internal.Tally;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the requests on a topic with the newest good version of a model, which it changes without
 * a pause.
 *
 * <p>Instances of one model share the requests. Requests wait on their topic while there is no
 * version. Each has one answer, or one dead letter that says why it has none, committed in one
 * transaction with the group's offset: a request that is sent twice is answered twice, one that was
 * under way in a failure is answered once. Those who read answers uncommitted may see more.
 *
 * <p>Nothing that arrives on a topic stops it. A broker or registry that is away is asked again,
 * ever more slowly, and named in the log.
 */
public final class PredictionService implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(PredictionService.class);

  private static final long NONE = -1;

  private final Duration stopTimeout;
  private final SchemaRegistry registry;
  private final CheckpointStore store;
  private final LiveModel live;
  private final AnsweringLoop loop;
  private final Tally tally = new Tally();
  private final AtomicLong newest = new AtomicLong(NONE);
  private final CountDownLatch closing = new CountDownLatch(1);
  private final CountDownLatch terminated = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "headwater-serve");
  private volatile Optional<Throwable> failure = Optional.empty();

  private PredictionService(ServingConfig config, CheckpointStore store, ModelLoader loader) {
    this.stopTimeout = config.stopTimeout();
    this.store = store;
    this.registry = config.openRegistry();
    this.live = LiveModel.follow(announcements(config), store, loader, this::told);
    this.loop =
        new AnsweringLoop(
            config,
            config.partitions(),
            config.instance(),
            registry,
            live,
            this::newestVersion,
            tally,
            closing);
  }

  /**
   * Starts a service of the checkpoints in the configured store and returns at once; a broker that
   * is away is waited for in the background.
   *
   * @throws IOException if the store cannot be opened
   * @throws org.apache.kafka.common.config.ConfigException if there is no such device or store, in
   *     one sentence
   */
  public static PredictionService start(ServingConfig config) throws IOException {
    Device device = config.device();
    return start(config, folder -> ServedModels.load(folder, device));
  }

  /**
   * As the other, with models of one's own making.
   *
   * @param loader makes models of checkpoints
   */
  public static PredictionService start(ServingConfig config, ModelLoader loader)
      throws IOException {
    PredictionService service =
        new PredictionService(config, CheckpointStores.open(config), loader);
    service.thread.setDaemon(true);
    service.thread.start();
    return service;
  }

  private AnnouncementSource announcements(ServiceConfig config) {
    AnnouncementSource topic = new TopicAnnouncements(config);
    return consumer ->
        topic.subscribe(
            announcement -> {
              newest.accumulateAndGet(announcement.getVersion(), Math::max);
              consumer.accept(announcement);
            });
  }

  private void told(SwapEvent event) {
    tally.add(event);
    if (event instanceof SwapEvent.Swapped swapped) {
      log.info("Version {} is in service, after {} ms", swapped.to(), swapped.millis());
    }
  }

  private OptionalLong newestVersion() {
    long version = newest.get();
    return version == NONE ? OptionalLong.empty() : OptionalLong.of(version);
  }

  private void run() {
    try {
      loop.run();
    } catch (InterruptedException e) {
      log.debug("Closed while it waited", e);
    } catch (RuntimeException | Error e) {
      if (closing.getCount() > 0) {
        failure = Optional.of(e);
        log.error("The service stops: {}", e.getMessage(), e);
      }
    } finally {
      boolean unused = Thread.interrupted(); // what follows has to wait for others
      store.close(); // a fetch that waits for a broker ends by that
      closeModel();
      registry.close();
      terminated.countDown();
    }
  }

  /** A version that is just being loaded is not waited for: nobody would use it. */
  private void closeModel() {
    Thread closer = new Thread(live::close, "headwater-serve-close");
    closer.setDaemon(true);
    closer.start();
    try {
      closer.join(stopTimeout.dividedBy(4).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns what the service has done so far; safe to call at any time. */
  public ServingStatus status() {
    OptionalLong version =
        live.current()
            .map(manifest -> OptionalLong.of(manifest.version()))
            .orElse(OptionalLong.empty());
    return new ServingStatus(
        state(version.isPresent()),
        loop.polling(),
        version,
        newestVersion(),
        tally.answered(),
        tally.refused(),
        tally.swaps(),
        tally.refusedVersions());
  }

  private ServingStatus.State state(boolean loaded) {
    if (closing.getCount() == 0 || terminated.getCount() == 0) {
      return ServingStatus.State.STOPPED;
    }
    if (!loop.ready()) {
      return ServingStatus.State.STARTING;
    }
    return loaded ? ServingStatus.State.SERVING : ServingStatus.State.WAITING;
  }

  /**
   * Waits at most a time until the service has stopped; returns whether it has.
   *
   * @throws ServingException if it stopped because of a failure, which is the cause
   */
  public boolean awaitTermination(Duration time) throws InterruptedException {
    if (!terminated.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
      return false;
    }
    failure.ifPresent(
        cause -> {
          throw new ServingException(cause);
        });
    return true;
  }

  /**
   * Stops the service and waits until it has stopped, about {@code stop.timeout.ms} at most where
   * the model answers in time; what is not committed is answered by the next one.
   */
  @Override
  public void close() {
    closing.countDown();
    try {
      if (!terminated.await(stopTimeout.dividedBy(4).toMillis(), TimeUnit.MILLISECONDS)) {
        thread.interrupt(); // from a broker or registry that is away; the batch is answered anew
        terminated.await();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
