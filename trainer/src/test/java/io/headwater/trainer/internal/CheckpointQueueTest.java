package io.headwater.trainer.internal;

import static io.headwater.trainer.internal.fake.Conditions.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.model.ModelSnapshot;
import io.headwater.model.checkpoint.CheckpointManifest;
import io.headwater.model.checkpoint.CorruptCheckpointException;
import io.headwater.service.lifecycle.Lifecycle;
import io.headwater.trainer.internal.checkpoint.Cut;
import io.headwater.trainer.internal.fake.FakeLearner;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CheckpointQueueTest {
  private final List<String> events = new CopyOnWriteArrayList<>();
  private final StatusBoard board = new StatusBoard();
  private final Lifecycle lifecycle = new Lifecycle("trainer");
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);
  private final AtomicLong nanoTime = new AtomicLong();
  private final CheckpointWatch watch =
      new CheckpointWatch(
          "file:ck",
          StepRig.policy(1, Duration.ofSeconds(1), Long.MAX_VALUE),
          nanoTime::get,
          System::nanoTime);
  private CheckpointQueue queue = new CheckpointQueue(this::write, watch, board, lifecycle);

  @AfterEach
  void close() {
    goOn.countDown();
    queue.close();
  }

  @Test
  void shouldWriteInOrder() throws Exception {
    goOn.countDown();
    for (int version = 0; version < 5; version++) {
      add(version);
    }
    queue.awaitIdle();

    assertThat(events).containsExactly("wrote 0", "wrote 1", "wrote 2", "wrote 3", "wrote 4");
    assertThat(queue.isIdle()).isTrue();
  }

  @Test
  void shouldWriteBesideTheThreadThatAdds() throws Exception {
    add(0);
    begun.await();

    assertThat(queue.isIdle()).isFalse();
    assertThat(events).isEmpty();
  }

  @Test
  void shouldHaveRoomForOneBehindTheOneInWorkAndForNoMore() throws Exception {
    queue.awaitRoom();
    add(0);
    queue.awaitRoom();
    add(1);
    CompletableFuture<Void> third = CompletableFuture.runAsync(() -> unchecked(queue::awaitRoom));

    assertThatThrownBy(() -> third.get(50, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
    goOn.countDown();
    third.get();
    assertThat(events).first().isEqualTo("wrote 0");
  }

  @Test
  void shouldEndTheTrainerWhereWritingFailsForGoodAndWriteNothingThatRestsOnIt() throws Exception {
    IllegalStateException broken = new IllegalStateException("broken");
    failWith(broken);
    add(0);
    begun.await();
    add(1);
    goOn.countDown();
    queue.awaitIdle();

    assertThat(lifecycle.failure()).containsSame(broken);
    assertThat(events).containsExactly("free 1");
  }

  @Test
  void shouldEndTheTrainerWhereACheckpointIsCorruptOrItsWritingIsCutOff() throws Exception {
    for (IOException fault :
        List.of(
            new CorruptCheckpointException("half"),
            new InterruptedIOException("closing"),
            new ClosedByInterruptException())) {
      Lifecycle one = new Lifecycle("trainer");
      try (CheckpointQueue failing =
          new CheckpointQueue(
              (cut, snapshot) -> {
                throw fault;
              },
              watch,
              board,
              one)) {
        failing.add(cut(0), FakeLearner.snapshot(events, 0), Duration.ZERO);
        await(() -> one.failure().isPresent());
      }

      assertThat(one.failure()).containsSame(fault);
    }
    assertThat(events).containsExactly("free 0", "free 0", "free 0");
  }

  @Test
  void shouldTryAgainWhileTheStoreCannotBeWritten() throws Exception {
    queue =
        new CheckpointQueue(
            (cut, snapshot) -> {
              events.add("tried " + cut.manifest().version());
              if (events.size() < 3) {
                throw new IOException("No space left on device");
              }
              write(cut, snapshot);
            },
            watch,
            board,
            lifecycle);
    goOn.countDown();
    add(0);
    add(1);
    queue.awaitIdle();

    assertThat(events)
        .containsExactly("tried 0", "tried 0", "tried 0", "wrote 0", "tried 1", "wrote 1");
    assertThat(lifecycle.failure()).isEmpty();
  }

  @Test
  void shouldGiveUpAStoreThatCannotBeWrittenAfterAWhile() throws Exception {
    failWith(new IOException("No space left on device"));
    goOn.countDown();
    add(0);

    assertThat(queue.awaitIdle(Duration.ofMillis(1))).isFalse();
    assertThat(queue.isIdle()).isFalse();
    assertThat(lifecycle.failure()).isEmpty();
    lifecycle.abandon();
    queue.close();
    assertThat(events).containsExactly("free 0");
  }

  @Test
  void shouldTakeBackWhatIsNotInWorkWhereTheStoreIsStuck() throws Exception {
    add(0);
    begun.await();
    add(1);
    assertThat(queue.takeBack()).as("it may be written soon").isEmpty();

    nanoTime.addAndGet(CheckpointWatch.SLOW.toNanos());
    assertThat(queue.takeBack()).extracting(cut -> cut.manifest().version()).containsExactly(1L);
    assertThat(events).containsExactly("free 1");
    queue.awaitRoom();
    add(1);
    queue.awaitRoom(); // does not wait for what is stuck
    goOn.countDown();
    queue.awaitIdle();
    assertThat(events).containsExactly("free 1", "wrote 0", "wrote 1");
  }

  @Test
  void shouldFinishWhatIsInWorkWhereTheTrainerEndsInOrder() throws Exception {
    add(0);
    begun.await();
    add(1);
    lifecycle.close();
    CompletableFuture<Void> closed = CompletableFuture.runAsync(queue::close);
    goOn.countDown();
    closed.get();

    assertThat(events).containsExactly("wrote 0", "wrote 1");
  }

  @Test
  void shouldInterruptWhatIsInWorkAndFreeWhatWaitsWhereAllIsOver() throws Exception {
    add(0);
    begun.await();
    add(1);
    lifecycle.abandon();
    queue.close();

    assertThat(events).containsExactlyInAnyOrder("interrupted 0", "free 1");
    assertThat(lifecycle.failure()).isEmpty();
  }

  @Test
  void shouldLookAliveToTheOutsideWhileAStoreIsSlow() throws Exception {
    add(0);
    begun.await();
    CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> unchecked(queue::awaitIdle));
    goOn.countDown();
    waiting.get();

    assertThat(board.status().turning()).isTrue();
  }

  private void add(int version) {
    queue.add(cut(version), FakeLearner.snapshot(events, version), Duration.ZERO);
  }

  private void failWith(Exception failure) {
    queue =
        new CheckpointQueue(
            (cut, snapshot) -> {
              begun.countDown();
              goOn.await();
              if (failure instanceof IOException passing) {
                throw passing;
              }
              throw (RuntimeException) failure;
            },
            watch,
            board,
            lifecycle);
  }

  private void write(Cut cut, ModelSnapshot snapshot) throws InterruptedException {
    begun.countDown();
    try {
      goOn.await();
    } catch (InterruptedException e) {
      events.add("interrupted " + cut.manifest().version());
      throw e;
    }
    events.add("wrote " + cut.manifest().version());
  }

  private interface Waiting {
    void run() throws InterruptedException;
  }

  private static void unchecked(Waiting waiting) {
    try {
      waiting.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Cut cut(long version) {
    return new Cut(
        new CheckpointManifest(
            "m", version, 1, 0, 0, List.of(), List.of(), List.of(), Map.of(), List.of(), List.of()),
        List.of(),
        List.of(),
        List.of());
  }
}
