package io.headwater.model.serving;

import ai.djl.Device;
import io.headwater.model.TaskModule;
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
 * <p>A new version is fetched, checked, loaded and warmed by a thread of its own beside the version
 * in service; then one reference changes. The old version is closed when its last use ends, or when
 * a deadline after the swap has passed: then what a use still asks of it fails. At most two
 * versions are in memory; of those announced meanwhile the newest is tried next. A version that
 * cannot be loaded is refused once and never tried again, and the one in service stays; where
 * others newer than that one were announced, the newest of them is tried.
 *
 * <p>Safe for use by many threads.
 */
// Longer than most classes, half of it documentation: ways to follow a model, over one swap.
public final class LiveModel implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LiveModel.class);

  /** How long a use may go on after its version was replaced, where nothing else is said. */
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
   * Follows the model that the settings name, from its announcements on the topic and its
   * checkpoints in the store, on the device they name; all that is opened here is closed with the
   * model. Brokers and registry that are away are waited for.
   *
   * @param settings keys of {@link LiveModelConfig}, such as {@code bootstrap.servers}, {@code
   *     schema.registry.url}, {@code model.name} and {@code checkpoint.store}
   * @throws org.apache.kafka.common.config.ConfigException if a key is unknown, a value is not
   *     allowed or there is no such device, in one sentence
   * @throws IOException if the store cannot be opened
   */
  public static LiveModel follow(Map<String, ?> settings) throws IOException {
    return follow(settings, event -> LOG.info("{}", event));
  }

  /**
   * Follows the model that the settings name, as {@link #follow(Map)} does.
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
        folder -> ServedModels.load(folder, device),
        listener,
        config.lease());
  }

  /** As the other, with the {@linkplain #DEFAULT_LEASE usual} time for a use to end. */
  public static LiveModel follow(
      AnnouncementSource source,
      CheckpointStore store,
      ModelLoader loader,
      Consumer<SwapEvent> listener) {
    return follow(source, store, loader, listener, DEFAULT_LEASE);
  }

  /**
   * Returns a handle that takes every newer version the source announces.
   *
   * @param source announcements of one model
   * @param store where they are fetched from; it stays open when the handle is closed
   * @param loader makes a model of what was fetched
   * @param listener told of every swap and refusal, by the thread that loads
   * @param lease how long a use may go on after its version was replaced; the next swap waits as
   *     long for it
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
   * Lets {@code work} use the version in service, which stays open until it returns, or until it
   * has outlasted the version's replacement by the time set for that.
   *
   * <p>{@code work} must not keep the model it is given.
   *
   * @throws IllegalStateException if no version is in service yet, or none any longer
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
      // It fails only where the version was replaced just now.
      if (model.acquire()) {
        return model;
      }
    }
  }

  /** Returns what is in service. */
  public Optional<CheckpointManifest> current() {
    return current.get().map(leased -> leased.view().manifest());
  }

  /**
   * Waits until some version is in service.
   *
   * @return false if the time ran out before, or the handle was closed
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
        LOG.debug("Version {} is not needed any longer", announcement.getVersion(), e);
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
    ServedModel model = loader.load(store.fetch(announcement));
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
   * Takes the version out of service, waits until its last use ends or its time is over, and closes
   * it.
   *
   * <p>Not to be called within {@link #use}, which would wait for itself.
   */
  @Override
  public void close() {
    closed = true;
    offers.close();
    synchronized (changed) {
      changed.notifyAll();
    }
    subscription.close();
    closeStore.run(); // a fetch that waits for a broker ends by that
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
