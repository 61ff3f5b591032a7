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
import io.headwater.service.lifecycle.Lifecycle;
import io.headwater.service.lifecycle.Service;
import io.headwater.serving.internal.AnsweringLoop;
import io.headwater.serving.internal.ServingCounters;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the requests on a topic with the newest good version of a model, and switches to newer
 * versions without a pause.
 *
 * <p>Instances that serve the same model share the requests. Requests wait on their topic while
 * there is no version. Each gets one answer, or one refusal and one dead letter that say why it got
 * none, committed in one transaction with the group's offset. So a request that is sent twice is
 * answered twice, but one that was in progress during a failure is answered once. Consumers that
 * read uncommitted records may see additional answers.
 *
 * <p>No record on a topic can stop the service. If a broker or registry is unavailable, the service
 * says so in the log and retries at growing intervals.
 */
public final class PredictionService implements Service {
  private static final Logger log = LoggerFactory.getLogger(PredictionService.class);

  private static final long NONE = -1;

  private final Duration stopTimeout;
  private final SchemaRegistry registry;
  private final CheckpointStore store;
  private final LiveModel live;
  private final AnsweringLoop loop;
  private final ServingCounters counters = new ServingCounters();
  private final AtomicLong newest = new AtomicLong(NONE);
  private final Lifecycle lifecycle = new Lifecycle("prediction service");

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
            counters,
            lifecycle);
  }

  /**
   * Starts a service that loads checkpoints from the configured store, and returns at once; if a
   * broker is unavailable, the service waits for it in the background.
   *
   * @throws IOException if the store cannot be opened
   * @throws org.apache.kafka.common.config.ConfigException with a message of one sentence if there
   *     is no such device or store
   */
  public static PredictionService start(ServingConfig config) throws IOException {
    Device device = config.device();
    int topLabels = config.getInt(ServingConfig.TOP_LABELS);
    return start(config, folder -> ServedModels.load(folder, device, topLabels));
  }

  /**
   * Starts a service with models from the given loader instead, and returns at once.
   *
   * @param loader makes models from checkpoints
   */
  public static PredictionService start(ServingConfig config, ModelLoader loader)
      throws IOException {
    PredictionService service =
        new PredictionService(config, CheckpointStores.open(config), loader);
    service.lifecycle.start("headwater-serve", service.loop::run, service::cleanUp);
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
    counters.add(event);
    if (event instanceof SwapEvent.Swapped swapped) {
      log.info("Version {} is in service, after {} ms", swapped.to(), swapped.millis());
    }
  }

  private OptionalLong newestVersion() {
    long version = newest.get();
    return version == NONE ? OptionalLong.empty() : OptionalLong.of(version);
  }

  private void cleanUp() {
    store.close(); // ends a fetch that waits for a broker
    closeModel();
    registry.close();
  }

  /** Closes the model in bounded time: a version still being loaded is not worth waiting for. */
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
        counters.answered(),
        counters.refused(),
        counters.swaps(),
        counters.refusedVersions());
  }

  private ServingStatus.State state(boolean loaded) {
    if (!lifecycle.isRunning()) {
      return ServingStatus.State.STOPPED;
    }
    if (!loop.ready()) {
      return ServingStatus.State.STARTING;
    }
    return loaded ? ServingStatus.State.SERVING : ServingStatus.State.WAITING;
  }

  @Override
  public boolean awaitTermination(Duration time) throws InterruptedException {
    return lifecycle.awaitTermination(time);
  }

  @Override
  public Optional<Throwable> failure() {
    return lifecycle.failure();
  }

  @Override
  public boolean isHealthy() {
    return status().healthy();
  }

  @Override
  public String statusText() {
    return status().toText();
  }

  @Override
  public void close() {
    // Whatever still runs after this waits for an unavailable broker or registry, so it is
    // interrupted. Its batch is answered again later.
    lifecycle.stop(stopTimeout.dividedBy(4));
  }
}
