package io.headwater.model.serving;

import ai.djl.Device;
import io.headwater.model.TaskModule;
import io.headwater.model.checkpoint.AbsentCheckpointException;
import io.headwater.model.checkpoint.CheckpointFiles;
import io.headwater.model.checkpoint.CheckpointManifest;
import io.headwater.model.checkpoint.CheckpointStore;
import io.headwater.model.checkpoint.CheckpointStores;
import io.headwater.model.checkpoint.CorruptCheckpointException;
import io.headwater.schemas.CheckpointAnnouncement;
import io.headwater.schemas.contract.Question;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A model that is replaced by its newer versions while it is in use.
 *
 * <pre>{@code
 * Map<String, String> settings =
 *     Map.of(
 *         "bootstrap.servers", "localhost:9092",
 *         "schema.registry.url", "http://localhost:8081",
 *         "model.name", "main",
 *         "checkpoint.store", "kafka:");
 * try (LiveModel live = LiveModel.follow(settings)) {
 *   if (live.awaitFirst(Duration.ofMinutes(1))) {
 *     Question question = Question.of("The login page is down");
 *     List<Answer> answers = live.use(model -> model.answer("priority", List.of(question)));
 *     System.out.println(answers.get(0));
 *   }
 * }
 * }</pre>
 *
 * <p>A background thread fetches, checks, loads and warms up a new version while the old one stays
 * in service; then one reference changes. The old version is closed when its last use ends, or when
 * its lease after the swap is over; a use that still asks it then fails. At most two versions are
 * in memory. If several versions are announced meanwhile, the newest is tried next. A version that
 * cannot be loaded is refused and never tried again, and the one in service stays; if other
 * versions newer than that one were announced, the newest of them is tried.
 *
 * <p>Safe for use by many threads.
 */
// Longer than most classes: several ways to follow a model share one swap, and half is Javadoc.
public final class LiveModel implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LiveModel.class);

  /** How long a use may continue after its version was replaced, unless configured otherwise. */
  public static final Duration DEFAULT_LEASE = Duration.ofSeconds(30);

  private final CheckpointStore store;
  private final Runnable closeStore;
  private final ModelLoader loader;
  private final Consumer<SwapEvent> listener;
  private final Duration lease;
  private final PendingAnnouncements offers = new PendingAnnouncements();
  private final AtomicReference<Optional<LeasedModel>> current =
      new AtomicReference<>(Optional.empty());
  private final Object changed = new Object();
  private final Thread thread;
  private volatile boolean closed;
  private AnnouncementSource.Subscription subscription = () -> {};

  private LiveModel(
      CheckpointStore store,
      Runnable closeStore,
      ModelLoader loader,
      Consumer<SwapEvent> listener,
      Duration lease) {
    this.store = store;
    this.closeStore = closeStore;
    this.loader = loader;
    this.listener = listener;
    this.lease = lease;
    this.thread = new Thread(this::run, "headwater-live-model");
    this.thread.setDaemon(true);
  }

  /**
   * Follows the model that the settings name. It reads the model's announcements from their topic
   * and its checkpoints from the configured store, and computes on the configured device.
   * Everything that is opened here is closed with the model. While the brokers or the registry are
   * unavailable, it waits for them.
   *
   * @param settings keys of {@link LiveModelConfig}, such as {@code bootstrap.servers}, {@code
   *     schema.registry.url}, {@code model.name} and {@code checkpoint.store}
   * @throws org.apache.kafka.common.config.ConfigException if a key is unknown, a value is not
   *     allowed or there is no such device; the message is one sentence
   * @throws IOException if the store cannot be opened
   */
  public static LiveModel follow(Map<String, ?> settings) throws IOException {
    return follow(settings, event -> LOG.info("{}", event));
  }

  /**
   * Follows the model that the settings name, as {@link #follow(Map)} does, and reports to a
   * listener.
   *
   * @param listener told of every swap and refusal, by the thread that loads
   */
  public static LiveModel follow(Map<String, ?> settings, Consumer<SwapEvent> listener)
      throws IOException {
    LiveModelConfig config = new LiveModelConfig(settings);
    Device device = config.device();
    CheckpointStore store = CheckpointStores.open(config);
    return follow(
        new TopicAnnouncements(config),
        store,
        store::close,
        folder -> ServedModels.load(folder, device, config.getInt(LiveModelConfig.TOP_LABELS)),
        listener,
        config.lease());
  }

  /**
   * Follows a model as {@link #follow(AnnouncementSource, CheckpointStore, ModelLoader, Consumer,
   * Duration)} does, with the {@linkplain #DEFAULT_LEASE default lease}.
   */
  public static LiveModel follow(
      AnnouncementSource source,
      CheckpointStore store,
      ModelLoader loader,
      Consumer<SwapEvent> listener) {
    return follow(source, store, loader, listener, DEFAULT_LEASE);
  }

  /**
   * Returns a handle that swaps to every newer version the source announces.
   *
   * @param source announcements of one model
   * @param store store to fetch checkpoints from; closing the handle leaves it open
   * @param loader loads the model from a fetched folder
   * @param listener told of every swap and refusal, by the thread that loads
   * @param lease how long a use may continue after its version was replaced; the next swap waits
   *     for it that long
   */
  public static LiveModel follow(
      AnnouncementSource source,
      CheckpointStore store,
      ModelLoader loader,
      Consumer<SwapEvent> listener,
      Duration lease) {
    return follow(source, store, () -> {}, loader, listener, lease);
  }

  static LiveModel follow(
      AnnouncementSource source,
      CheckpointStore store,
      Runnable closeStore,
      ModelLoader loader,
      Consumer<SwapEvent> listener,
      Duration lease) {
    LiveModel live = new LiveModel(store, closeStore, loader, listener, lease);
    live.thread.start();
    try {
      live.subscription = source.subscribe(live::offer);
    } catch (RuntimeException e) {
      live.close();
      throw e;
    }
    return live;
  }

  /**
   * Runs {@code work} with the version in service. That version stays open until {@code work}
   * returns or, if it is replaced meanwhile, until its lease is over.
   *
   * <p>{@code work} must not keep the model it is given.
   *
   * @throws IllegalStateException if no version is in service yet, or the handle is closed
   */
  public <R> R use(Function<? super ServedModel, ? extends R> work) {
    LeasedModel leased = lease();
    try {
      return work.apply(leased.view());
    } finally {
      leased.release();
    }
  }

  private LeasedModel lease() {
    while (true) {
      LeasedModel model =
          current
              .get()
              .orElseThrow(
                  () ->
                      new IllegalStateException(
                          closed ? "the model is closed" : "no version is in service yet"));
      // Fails only if the version was replaced just now.
      if (model.acquire()) {
        return model;
      }
    }
  }

  /** Returns the manifest of the version in service; empty if there is none. */
  public Optional<CheckpointManifest> current() {
    return current.get().map(leased -> leased.view().manifest());
  }

  /**
   * Waits until a version is in service.
   *
   * @return false if the time ran out or the handle was closed before that
   */
  public boolean awaitFirst(Duration timeout) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    synchronized (changed) {
      while (current.get().isEmpty() && !closed) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          return false;
        }
        TimeUnit.NANOSECONDS.timedWait(changed, left);
      }
    }
    return current.get().isPresent();
  }

  /**
   * Announces a version; returns at once.
   *
   * <p>Versions that were announced before, or are not newer than the one in service, are ignored.
   */
  public void offer(CheckpointAnnouncement announcement) {
    offers.offer(announcement);
  }

  private void run() {
    for (Optional<CheckpointAnnouncement> next = offers.take();
        next.isPresent();
        next = offers.take()) {
      swapTo(next.get());
    }
    publish(Optional.empty()).ifPresent(this::retire);
  }

  private void swapTo(CheckpointAnnouncement announcement) {
    long start = System.nanoTime();
    LeasedModel fresh;
    try {
      fresh = new LeasedModel(load(announcement));
    } catch (IOException | RuntimeException | Error e) {
      if (closed) {
        LOG.debug("Version {} is no longer needed", announcement.getVersion(), e);
        return;
      }
      if (e instanceof AbsentCheckpointException && offers.hasNewer(announcement)) {
        LOG.info(
            "Version {} is passed over: it was deleted, and there are newer ones",
            announcement.getVersion());
        return;
      }
      // An Error too: a version that is too large must not end the service.
      LOG.warn("Version {} is refused", announcement.getVersion(), e);
      String reason = e.getMessage() == null ? e.toString() : e.getMessage();
      tell(new SwapEvent.Refused(announcement.getVersion(), reason));
      return;
    }
    offers.found(announcement);
    Optional<LeasedModel> old = publish(Optional.of(fresh));
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    OptionalLong from =
        old.map(model -> OptionalLong.of(model.view().manifest().version()))
            .orElse(OptionalLong.empty());
    tell(new SwapEvent.Swapped(from, announcement.getVersion(), millis));
    old.ifPresent(this::retire);
  }

  private ServedModel load(CheckpointAnnouncement announcement) throws IOException {
    ServedModel model = loader.load(store.fetch(announcement, CheckpointFiles.MODEL));
    try {
      if (model.manifest().version() != announcement.getVersion()) {
        throw new CorruptCheckpointException(
            "manifest.json: is of version %d, not of %d"
                .formatted(model.manifest().version(), announcement.getVersion()));
      }
      for (TaskModule task : model.manifest().tasks()) {
        // The first answer allocates and compiles; nobody should wait for that.
        model.answer(task.task(), List.of(Question.WARM_UP));
      }
      return model;
    } catch (IOException | RuntimeException | Error e) {
      model.close();
      throw e;
    }
  }

  private Optional<LeasedModel> publish(Optional<LeasedModel> next) {
    synchronized (changed) {
      Optional<LeasedModel> old = current.getAndSet(next);
      changed.notifyAll();
      return old;
    }
  }

  private void retire(LeasedModel old) {
    long version = old.view().manifest().version();
    try {
      int uses = old.retire(lease);
      if (uses > 0) {
        LOG.warn(
            "Version {} was closed after {} though {} uses had not ended", version, lease, uses);
        tell(new SwapEvent.LeasesExpired(version, uses));
      }
    } catch (RuntimeException e) {
      LOG.warn("Version {} could not be closed", version, e);
    }
  }

  private void tell(SwapEvent event) {
    try {
      listener.accept(event);
    } catch (RuntimeException e) {
      LOG.warn("The listener failed on {}", event, e);
    }
  }

  /**
   * Takes the version out of service, waits until its last use ends or its lease is over, and
   * closes it.
   *
   * <p>Do not call this within {@link #use}: it would wait for itself.
   */
  @Override
  public void close() {
    closed = true;
    offers.close();
    synchronized (changed) {
      changed.notifyAll();
    }
    subscription.close();
    closeStore.run(); // ends a fetch that waits for a broker
    if (Thread.currentThread() == thread) {
      return;
    }
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
