package io.headwater.trainer.internal;

import static io.headwater.trainer.internal.fake.Conditions.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WorkersTest {
  private final Lifecycle lifecycle = new Lifecycle();

  @Test
  void shouldEndTheTrainerWhereAThreadFails() {
    IllegalStateException failure = new IllegalStateException("no");
    try (Workers workers = new Workers(lifecycle)) {
      workers.start(
          "fails",
          () -> {
            throw failure;
          });
      await(lifecycle::isOver);
    }

    assertThat(lifecycle.failure()).containsSame(failure);
  }

  @Test
  void shouldWaitForThreadsThatEndByThemselves() {
    AtomicBoolean ended = new AtomicBoolean();
    try (Workers workers = new Workers(lifecycle)) {
      workers.start(
          "ends",
          () -> {
            await(() -> !lifecycle.isRunning());
            ended.set(true);
          });
      lifecycle.close();
    }

    await(ended::get);
    assertThat(lifecycle.failure()).isEmpty();
  }

  @Test
  void shouldInterruptAThreadThatHangs() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    try (Workers workers = new Workers(lifecycle)) {
      workers.start(
          "hangs",
          () -> {
            try {
              never.await();
            } catch (InterruptedException e) {
              interrupted.countDown();
              throw e;
            }
          });
    }

    interrupted.await();
    assertThat(lifecycle.failure()).isEmpty();
  }
}
