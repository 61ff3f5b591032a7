package io.headwater.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class InFlightTest {
  private static final long LONG = TimeUnit.SECONDS.toNanos(20);

  @Test
  void shouldLetNoMoreInThanMay() throws Exception {
    InFlight inFlight = new InFlight(2);

    assertThat(inFlight.enter(LONG)).isTrue();
    assertThat(inFlight.enter(LONG)).isTrue();
    assertThat(inFlight.enter(1)).isFalse();
    assertThat(inFlight.count()).isEqualTo(2);
  }

  @Test
  void shouldLetWhoWaitsInAfterAnswers() throws Exception {
    InFlight inFlight = new InFlight(1);
    assertThat(inFlight.enter(LONG)).isTrue();
    CompletableFuture<Boolean> second = new CompletableFuture<>();
    awaitWaiting(entering(inFlight, second));

    inFlight.leave();

    assertThat(second.get()).isTrue();
    assertThat(inFlight.count()).isEqualTo(1);
  }

  @Test
  void shouldLetNoneOvertakeOneThatWaits() throws Exception {
    InFlight inFlight = new InFlight(8);
    for (int i = 0; i < 8; i++) {
      assertThat(inFlight.enter(LONG)).isTrue();
    }
    CompletableFuture<Boolean> first = new CompletableFuture<>();
    CompletableFuture<Boolean> second = new CompletableFuture<>();
    awaitWaiting(entering(inFlight, first));
    inFlight.leave(); // room for one, but not a quarter of it
    awaitWaiting(entering(inFlight, second));

    inFlight.leave();

    assertThat(first.get()).isTrue();
    assertThat(second.get()).isTrue();
    assertThat(inFlight.count()).isEqualTo(8);
  }

  @Test
  void shouldTakeAnyRoomAtTheEndOfTheTime() throws Exception {
    InFlight inFlight = new InFlight(8);
    for (int i = 0; i < 8; i++) {
      assertThat(inFlight.enter(LONG)).isTrue();
    }
    CompletableFuture<Boolean> patient = new CompletableFuture<>();
    awaitWaiting(entering(inFlight, patient));

    inFlight.leave(); // wakes nobody: it is not a quarter

    assertThat(inFlight.enter(1)).isTrue();
    inFlight.leave();
    inFlight.leave();
    assertThat(patient.get()).isTrue();
  }

  private static Thread entering(InFlight inFlight, CompletableFuture<Boolean> entered) {
    Thread thread =
        new Thread(
            () -> {
              try {
                entered.complete(inFlight.enter(LONG));
              } catch (InterruptedException e) {
                entered.completeExceptionally(e);
              }
            });
    thread.start();
    return thread;
  }

  @Test
  void shouldEndTheWaitOfAThreadThatIsInterrupted() throws Exception {
    InFlight inFlight = new InFlight(1);
    assertThat(inFlight.enter(LONG)).isTrue();
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> inFlight.enter(LONG)).isInstanceOf(InterruptedException.class);
    assertThat(inFlight.count()).isEqualTo(1);
  }

  @Test
  void shouldCountWhatManyThreadsDo() throws Exception {
    InFlight inFlight = new InFlight(3);
    AtomicInteger most = new AtomicInteger();
    AtomicReference<Exception> failure = new AtomicReference<>();
    Thread[] threads = new Thread[4];
    for (int i = 0; i < threads.length; i++) {
      threads[i] =
          new Thread(
              () -> {
                try {
                  for (int turn = 0; turn < 2_000; turn++) {
                    if (!inFlight.enter(LONG)) {
                      throw new IllegalStateException("not let in in time");
                    }
                    most.accumulateAndGet(inFlight.count(), Math::max);
                    inFlight.leave();
                  }
                } catch (InterruptedException | RuntimeException e) {
                  failure.set(e);
                }
              });
      threads[i].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(failure.get()).isNull();
    assertThat(most.get()).isBetween(1, 3);
    assertThat(inFlight.count()).isZero();
  }

  private static void awaitWaiting(Thread thread) {
    while (thread.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
  }
}
