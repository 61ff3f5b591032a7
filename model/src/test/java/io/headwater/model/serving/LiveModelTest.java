package io.headwater.model.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.model.checkpoint.AbsentCheckpointException;
import io.headwater.model.checkpoint.CheckpointAnnouncements;
import io.headwater.model.checkpoint.CheckpointFiles;
import io.headwater.model.checkpoint.CheckpointManifest;
import io.headwater.model.checkpoint.CheckpointStore;
import io.headwater.model.checkpoint.CorruptCheckpointException;
import io.headwater.model.checkpoint.FetchOnlyStore;
import io.headwater.model.checkpoint.SampleCheckpoints;
import io.headwater.schemas.CheckpointAnnouncement;
import io.headwater.schemas.contract.Question;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LiveModelTest {
  private final BlockingQueue<SwapEvent> events = new LinkedBlockingQueue<>();
  private final Set<Long> bad = ConcurrentHashMap.newKeySet();
  private final List<FakeModel> loaded = new CopyOnWriteArrayList<>();
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger mostOpen = new AtomicInteger();
  private final AtomicBoolean subscribed = new AtomicBoolean();
  private final FakeStore store = new FakeStore();
  private final LiveModel live = LiveModel.follow(this::subscribe, store, this::load, events::add);
  @TempDir private Path folder;
  private Consumer<CheckpointAnnouncement> announce;

  private AnnouncementSource.Subscription subscribe(Consumer<CheckpointAnnouncement> consumer) {
    announce = consumer;
    subscribed.set(true);
    return () -> subscribed.set(false);
  }

  @AfterEach
  void close() {
    live.close();
  }

  @Test
  void shouldServeNothingBeforeTheFirstVersion() throws InterruptedException {
    assertThat(live.current()).isEmpty();
    assertThat(live.awaitFirst(Duration.ofMillis(1))).isFalse();
    assertThatIllegalStateException()
        .isThrownBy(() -> live.use(ServedModel::manifest))
        .withMessage("no version is in service yet");
  }

  @Test
  void shouldServeWhatIsAnnounced() throws InterruptedException {
    announce(0);
    assertThat(live.awaitFirst(Duration.ofSeconds(30))).isTrue();
    assertThat(swapped().from()).isEqualTo(OptionalLong.empty());
    announce(1);

    SwapEvent.Swapped second = swapped();
    assertThat(second.from()).hasValue(0);
    assertThat(second.to()).isOne();
    assertThat(version()).isOne();
    assertThat(live.current().orElseThrow().version()).isOne();
  }

  @Test
  void shouldWarmEveryTaskBeforeTheSwap() throws InterruptedException {
    announce(0);
    swapped();

    assertThat(loaded.get(0).asked).containsExactlyInAnyOrder("colour", "headline", "closeness");
  }

  @Test
  void shouldKeepTheOldVersionUntilItsLastUseEnds() throws Exception {
    announce(0);
    swapped();
    CountDownLatch used = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    ExecutorService threads = Executors.newSingleThreadExecutor();
    try {
      Future<Boolean> lease =
          threads.submit(
              () ->
                  live.use(
                      model -> {
                        used.countDown();
                        await(release);
                        return loaded.get(0).closed.get();
                      }));
      await(used);
      announce(1);
      swapped();

      assertThat(version()).isOne();
      assertThat(loaded.get(0).closed).isFalse();
      release.countDown();
      assertThat(lease.get()).isFalse();
      await(loaded.get(0).closedLatch);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void shouldLetOnlyTheNewestWaitWhileTwoAreInMemory() throws Exception {
    announce(0);
    swapped();
    CountDownLatch used = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    ExecutorService threads = Executors.newSingleThreadExecutor();
    try {
      Future<Long> lease =
          threads.submit(
              () ->
                  live.use(
                      model -> {
                        used.countDown();
                        await(release);
                        return model.manifest().version();
                      }));
      await(used);
      announce(1);
      swapped();
      announce(2);
      announce(4);
      announce(3);
      assertThat(open).hasValue(2);
      release.countDown();

      assertThat(swapped().to()).isEqualTo(4);
      assertThat(lease.get()).isZero();
      assertThat(mostOpen).hasValue(2);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void shouldEndUsesThatOutlastTheirTimeAndSwapOn() throws Exception {
    List<SwapEvent> told = new CopyOnWriteArrayList<>();
    ExecutorService threads = Executors.newSingleThreadExecutor();
    try (LiveModel impatient =
        LiveModel.follow(
            this::subscribe, new FakeStore(), this::load, told::add, Duration.ofMillis(20))) {
      announce(0);
      assertThat(impatient.awaitFirst(Duration.ofSeconds(30))).isTrue();
      CountDownLatch used = new CountDownLatch(1);
      CountDownLatch release = new CountDownLatch(1);
      Future<Object> lease =
          threads.submit(
              () ->
                  impatient.use(
                      model -> {
                        used.countDown();
                        await(release);
                        return model.answer("colour", List.of());
                      }));
      await(used);
      announce(1);
      await(loaded.get(0).closedLatch);
      release.countDown();

      assertThatThrownBy(lease::get)
          .hasRootCauseInstanceOf(IllegalStateException.class)
          .hasRootCauseMessage(
              "version 0 of demo was replaced, and this use of it has outlasted its lease");
      assertThat(impatient.<Long>use(model -> model.manifest().version())).isOne();
    } finally {
      threads.shutdownNow();
    }
    assertThat(told).contains(new SwapEvent.LeasesExpired(0, 1));
    assertThat(open).hasValue(0);
  }

  @Test
  void shouldNotLetUsersCloseTheModel() throws InterruptedException {
    announce(0);
    swapped();

    assertThatThrownBy(
            () ->
                live.use(
                    model -> {
                      model.close();
                      return 0;
                    }))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThat(loaded.get(0).closed).isFalse();
  }

  @Test
  void shouldTryTheNextOlderWhereTheNewestIsBad() throws Exception {
    bad.addAll(List.of(4L, 3L));
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    List<SwapEvent> told = new CopyOnWriteArrayList<>();
    try (LiveModel slow =
        LiveModel.follow(
            this::subscribe,
            new FakeStore(),
            folder -> {
              started.countDown();
              await(release);
              return load(folder);
            },
            told::add)) {
      announce(0);
      await(started);
      for (long version = 1; version <= 4; version++) {
        announce(version);
      }
      release.countDown();
      while (slow.current().map(CheckpointManifest::version).orElse(0L) < 2) {
        Thread.onSpinWait();
      }
    }

    assertThat(told)
        .filteredOn(SwapEvent.Refused.class::isInstance)
        .extracting(event -> ((SwapEvent.Refused) event).version())
        .containsExactly(4L, 3L);
    assertThat(loaded).extracting(model -> model.manifest().version()).containsExactly(0L, 2L);
  }

  @Test
  void shouldRefuseBadVersionsOnceAndKeepTheOldOne() throws InterruptedException {
    announce(0);
    swapped();
    bad.add(1L);
    announce(1);
    assertThat(event()).isEqualTo(new SwapEvent.Refused(1, "model.safetensors: broken"));
    assertThat(version()).isZero();

    bad.remove(1L);
    announce(1);
    announce(2);
    assertThat(swapped().to()).isEqualTo(2);
    assertThat(loaded).extracting(model -> model.manifest().version()).containsExactly(0L, 2L);
  }

  @Test
  void shouldPassOverWhatWasDeletedBecauseThereAreNewerVersions() throws Exception {
    bad.add(3L);
    store.deleted.addAll(List.of(1L, 2L));
    store.holdFetches.set(true);
    announce(0);
    await(store.fetching);
    for (long version = 1; version <= 3; version++) {
      announce(version);
    }
    store.holdFetches.set(false);

    assertThat(swapped().to()).isZero();
    assertThat(event()).isEqualTo(new SwapEvent.Refused(3, "model.safetensors: broken"));
    announce(4);
    assertThat(swapped().to()).isEqualTo(4);
  }

  @Test
  void shouldRefuseTheNewestWhereTheStoreDoesNotHaveIt() throws Exception {
    store.deleted.add(0L);
    announce(0);

    assertThat(event()).isEqualTo(new SwapEvent.Refused(0, "v0: missing"));
  }

  @Test
  void shouldRefuseVersionsThatFailToWarmUpAndCloseThem() throws InterruptedException {
    announce(0);
    swapped();
    bad.add(-1L);
    announce(1);

    assertThat(event()).isEqualTo(new SwapEvent.Refused(1, "cannot answer"));
    assertThat(version()).isZero();
    assertThat(loaded.get(1).closed).isTrue();
  }

  @Test
  void shouldTakeALowerVersionOfALaterEpoch() throws InterruptedException {
    announce(5);
    swapped();
    announce.accept(announcement(4, 9));

    assertThat(swapped().to()).isEqualTo(4);
  }

  @Test
  void shouldCloseEverythingWhenClosed() throws InterruptedException {
    announce(0);
    swapped();

    live.close();

    assertThat(loaded.get(0).closed).isTrue();
    assertThat(subscribed).isFalse();
    assertThatIllegalStateException()
        .isThrownBy(() -> live.use(ServedModel::manifest))
        .withMessage("the model is closed");
  }

  @Test
  void shouldLeaveTheStoreOfOthersOpen() {
    live.close();

    assertThat(store.closed).isFalse();
  }

  @Test
  void shouldCloseItsOwnStoreBeforeItWaitsForAFetch() throws InterruptedException {
    FakeStore own = new FakeStore();
    own.holdFetches.set(true);
    List<SwapEvent> told = new CopyOnWriteArrayList<>();
    LiveModel owner =
        LiveModel.follow(
            this::subscribe, own, own::close, this::load, told::add, LiveModel.DEFAULT_LEASE);
    announce(0);
    await(own.fetching);

    owner.close();

    assertThat(own.closed).isTrue();
    assertThat(told).isEmpty();
    assertThat(loaded).isEmpty();
  }

  @Test
  void shouldFollowTheModelOfItsSettingsWhereNoBrokerAnswers() throws Exception {
    try (LiveModel alone =
        LiveModel.follow(
            Map.of(
                "bootstrap.servers",
                "127.0.0.1:1",
                "checkpoint.store",
                "file:" + folder.resolve("checkpoints"),
                "live.device",
                "cpu"))) {
      assertThat(alone.awaitFirst(Duration.ofMillis(10))).isFalse();
      assertThat(alone.current()).isEmpty();
    }
  }

  @Test
  void shouldSayWhichSettingIsWrong() {
    assertThatThrownBy(() -> LiveModel.follow(Map.of("live.lease", "1")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("live.lease");
    assertThatThrownBy(() -> LiveModel.follow(Map.of("live.device", "tpu")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("live.device")
        .hasMessageContaining("gpu");
  }

  @Test
  void shouldNeverFailAUseDuringTwentySwaps() throws Exception {
    announce(0);
    swapped();
    AtomicBoolean stop = new AtomicBoolean();
    AtomicInteger uses = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<Long>> users = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        users.add(threads.submit(() -> useUntil(stop, uses)));
      }
      for (int version = 1; version <= 20; version++) {
        int before = uses.get();
        announce(version);
        assertThat(swapped().to()).isEqualTo(version);
        while (uses.get() < before + 100) {
          Thread.onSpinWait();
        }
      }
      assertThat(version()).isEqualTo(20);
      stop.set(true);
      for (Future<Long> user : users) {
        assertThat(user.get()).as("throws what a use threw").isNotNull();
      }
    } finally {
      stop.set(true);
      threads.shutdown();
    }
    live.close();
    assertThat(loaded).hasSize(21).allMatch(model -> model.closed.get());
    assertThat(mostOpen).hasValue(2);
  }

  private long useUntil(AtomicBoolean stop, AtomicInteger uses) {
    long last = 0;
    while (!stop.get()) {
      long seen =
          live.use(
              model -> {
                model.answer("colour", List.of());
                int version = (int) model.manifest().version();
                assertThat(loaded.get(version).closed).isFalse();
                return (long) version;
              });
      assertThat(seen).isGreaterThanOrEqualTo(last);
      last = seen;
      uses.incrementAndGet();
    }
    return last;
  }

  private long version() {
    return live.use(model -> model.manifest().version());
  }

  private SwapEvent event() throws InterruptedException {
    SwapEvent event = events.poll(30, TimeUnit.SECONDS);
    assertThat(event).isNotNull();
    return event;
  }

  private SwapEvent.Swapped swapped() throws InterruptedException {
    SwapEvent event = event();
    assertThat(event).isInstanceOf(SwapEvent.Swapped.class);
    return (SwapEvent.Swapped) event;
  }

  private void announce(long version) {
    announce.accept(announcement(version, 3));
  }

  private static CheckpointAnnouncement announcement(long version, int epoch) {
    CheckpointAnnouncement announcement =
        CheckpointAnnouncements.of(
            new CheckpointStore.Stored(
                "file:/" + version,
                SampleCheckpoints.manifest(version),
                new CheckpointManifest.StoredFile("manifest.json", 1, "00")),
            Instant.EPOCH);
    return CheckpointAnnouncement.newBuilder(announcement)
        .setVersion(version)
        .setEpoch(epoch)
        .build();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private ServedModel load(Path folder) {
    FakeModel model = new FakeModel(Long.parseLong(folder.toString()));
    loaded.add(model);
    mostOpen.accumulateAndGet(open.incrementAndGet(), Math::max);
    return model;
  }

  private final class FakeModel implements ServedModel {
    private final CheckpointManifest manifest;
    private final Set<String> asked = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final CountDownLatch closedLatch = new CountDownLatch(1);

    FakeModel(long version) {
      manifest = SampleCheckpoints.manifest(version);
    }

    @Override
    public CheckpointManifest manifest() {
      return manifest;
    }

    @Override
    public List<Answer> answer(String task, List<Question> questions) {
      if (bad.contains(-1L)) {
        throw new IllegalStateException("cannot answer");
      }
      asked.add(task);
      assertThat(closed).isFalse();
      for (int i = 0; i < 200; i++) {
        Thread.onSpinWait();
      }
      assertThat(closed).isFalse();
      return List.of(new Answer.Text(""));
    }

    @Override
    public void close() {
      assertThat(closed.getAndSet(true)).isFalse();
      open.decrementAndGet();
      closedLatch.countDown();
    }
  }

  private final class FakeStore implements FetchOnlyStore {
    private final Set<Long> deleted = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean holdFetches = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final CountDownLatch fetching = new CountDownLatch(1);

    @Override
    public Path fetch(CheckpointAnnouncement announcement, CheckpointFiles wanted)
        throws IOException {
      fetching.countDown();
      while (holdFetches.get()) {
        if (closed.get()) {
          throw new IOException("closed");
        }
        Thread.onSpinWait();
      }
      if (deleted.contains(announcement.getVersion())) {
        throw new AbsentCheckpointException("v" + announcement.getVersion() + ": missing");
      }
      if (bad.contains(announcement.getVersion())) {
        throw new CorruptCheckpointException("model.safetensors: broken");
      }
      return Path.of(Long.toString(announcement.getVersion()));
    }

    @Override
    public void close() {
      closed.set(true);
    }
  }
}
