package io.headwater.trainer.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.model.ModelSnapshot;
import io.headwater.model.checkpoint.CheckpointManifest;
import io.headwater.service.lifecycle.Lifecycle;
import io.headwater.trainer.internal.checkpoint.Cut;
import io.headwater.trainer.internal.fake.FakeLearner;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
  private CheckpointQueue queue = new CheckpointQueue(this::write, board, lifecycle);

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
  void shouldTellHowLongTheLastTook() throws Exception {
    assertThat(queue.lastWrite()).isZero();
    goOn.countDown();
    add(0);
    queue.awaitIdle();

    assertThat(queue.lastWrite()).isPositive().isLessThan(Duration.ofMinutes(1));
  }

  @Test
  void shouldEndTheTrainerWhereWritingFailsAndWriteNothingThatRestsOnIt() throws Exception {
    IOException full = new IOException("no space left on device");
    queue =
        new CheckpointQueue(
            (cut, snapshot) -> {
              begun.countDown();
              goOn.await();
              throw full;
            },
            board,
            lifecycle);
    add(0);
    begun.await();
    add(1);
    goOn.countDown();
    queue.awaitIdle();

    assertThat(lifecycle.failure()).containsSame(full);
    assertThat(events).containsExactly("free 1");
    assertThat(queue.lastWrite()).isZero();
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
    queue.add(cut(version), FakeLearner.snapshot(events, version));
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
