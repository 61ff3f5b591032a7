package io.headwater.service.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.InterruptException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LifecycleTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  private final Lifecycle lifecycle = new Lifecycle("clock");
  private final List<String> done = new CopyOnWriteArrayList<>();

  private enum Event {
    CLOSE,
    ABANDON,
    FAIL
  }

  @Test
  void shouldFinishItsWorkThenCleanUpThenEndWhenClosed() throws Exception {
    lifecycle.start(
        "clock",
        () -> {
          assertThat(lifecycle.awaitClosing(LONG)).isTrue();
          assertThat(lifecycle.isOver()).isFalse();
          done.add("work");
        },
        () -> {
          assertThat(lifecycle.isEnded()).isFalse();
          done.add("clean up");
        });
    assertThat(lifecycle.isRunning()).isTrue();
    assertThat(lifecycle.awaitTermination(Duration.ZERO)).isFalse();

    lifecycle.stop(LONG);

    assertThat(lifecycle.isEnded()).isTrue();
    assertThat(lifecycle.isRunning()).isFalse();
    assertThat(done).containsExactly("work", "clean up");
    assertThat(lifecycle.awaitTermination(Duration.ZERO)).isTrue();
    assertThat(lifecycle.failure()).isEmpty();
  }

  @Test
  void shouldEndByAFailureWithTheCauseAfterCleaningUp() throws Exception {
    Error fault = new UnsatisfiedLinkError("no engine");
    lifecycle.start(
        "clock",
        () -> {
          throw fault;
        },
        () -> {
          assertThat(lifecycle.isOver()).isTrue();
          assertThat(lifecycle.failure()).contains(fault);
          done.add("clean up");
        });

    assertThat(lifecycle.awaitEnd(LONG)).isTrue();

    assertThat(done).containsExactly("clean up");
    assertThatExceptionOfType(ServiceException.class)
        .isThrownBy(() -> lifecycle.awaitTermination(Duration.ZERO))
        .withMessage("the clock stopped: no engine")
        .withCause(fault);
  }

  @Test
  void shouldThrowAFaultOfTheSettingsAsItIs() throws Exception {
    ConfigException fault = new ConfigException("size is -1");
    lifecycle.start(
        "clock",
        () -> {
          throw fault;
        },
        () -> {});

    assertThat(lifecycle.awaitEnd(LONG)).isTrue();

    assertThatThrownBy(() -> lifecycle.awaitTermination(LONG)).isSameAs(fault);
  }

  @Test
  void shouldEndThoughItCannotCleanUp() throws Exception {
    IllegalStateException fault = new IllegalStateException("stuck");
    lifecycle.start(
        "clock",
        () -> {},
        () -> {
          throw fault;
        });

    assertThat(lifecycle.awaitEnd(LONG)).isTrue();

    assertThat(lifecycle.failure()).contains(fault);
  }

  @Test
  void shouldInterruptWorkThatDoesNotEndInTimeButNotCleaningUp() {
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    lifecycle.start(
        "clock",
        () -> {
          try {
            never.await();
          } catch (InterruptedException e) {
            assertThat(lifecycle.isOver()).isTrue();
            Thread.currentThread().interrupt();
            throw new InterruptException(e);
          }
        },
        () -> {
          assertThat(Thread.currentThread().isInterrupted()).isFalse();
          interrupted.countDown();
          lifecycle.interrupt();
          done.add(Boolean.toString(Thread.currentThread().isInterrupted()));
        });

    lifecycle.stop(Duration.ZERO);

    assertThat(interrupted.getCount()).isZero();
    assertThat(lifecycle.isEnded()).isTrue();
    assertThat(done).containsExactly("false");
    assertThat(lifecycle.failure()).isEmpty();
  }

  @Test
  void shouldTakeAnInterruptThatNobodyAskedForForAFailure() throws Exception {
    InterruptedException interrupt = new InterruptedException();
    lifecycle.start(
        "clock",
        () -> {
          throw interrupt;
        },
        () -> {});

    assertThat(lifecycle.awaitEnd(LONG)).isTrue();

    assertThat(lifecycle.failure()).contains(interrupt);
  }

  @Test
  void shouldCountAFailureWhileItCloses() {
    lifecycle.close();
    IllegalStateException fault = new IllegalStateException("the last one could not be written");

    lifecycle.fail(fault);

    assertThat(lifecycle.failure()).contains(fault);
    assertThat(lifecycle.isOver()).isTrue();
  }

  @Test
  void shouldLeaveAStopperInterruptedThatWasInterrupted() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    lifecycle.start(
        "clock", () -> {}, () -> assertThat(release.await(20, TimeUnit.SECONDS)).isTrue());
    Thread.currentThread().interrupt();

    lifecycle.stop(LONG);

    assertThat(Thread.interrupted()).isTrue();
    release.countDown();
    assertThat(lifecycle.awaitEnd(LONG)).isTrue();
  }

  @Property(tries = 200)
  void shouldOnlyGoForwardWhateverIsAsked(@ForAll List<Event> events) throws Exception {
    Lifecycle one = new Lifecycle("clock");
    boolean closing = false;
    boolean over = false;
    Throwable first = null;
    for (Event event : events) {
      ConfigException fault = new ConfigException(event.name()); // not logged aloud
      switch (event) {
        case CLOSE -> one.close();
        case ABANDON -> one.abandon();
        case FAIL -> {
          one.fail(fault);
          first = over ? first : fault;
        }
        default -> throw new AssertionError(event);
      }
      closing = true;
      over |= event != Event.CLOSE;
      assertThat(one.awaitClosing(Duration.ZERO)).isEqualTo(closing).isEqualTo(!one.isRunning());
      assertThat(one.awaitAbandoned(Duration.ZERO)).isEqualTo(over).isEqualTo(one.isOver());
      assertThat(one.failure().orElse(null)).isSameAs(first);
      assertThat(one.isEnded()).isFalse();
    }
  }

  @Test
  void shouldTellItsPartsToCloseAndToEnd() throws Exception {
    Lifecycle part = lifecycle.part(failure -> done.add("failed"));
    assertThat(part.isRunning()).isTrue();

    lifecycle.close();
    assertThat(part.awaitClosing(Duration.ZERO)).isTrue();
    assertThat(part.isOver()).isFalse();

    lifecycle.abandon();
    assertThat(part.awaitAbandoned(Duration.ZERO)).isTrue();
    assertThat(lifecycle.part(failure -> done.add("failed")).isOver()).isTrue();
    assertThat(done).isEmpty();
  }

  @Test
  void shouldOutliveThePartsThatEndOrFailAlone() {
    Lifecycle abandoned = lifecycle.part(failure -> done.add("failed"));
    abandoned.abandon();
    abandoned.fail(new IllegalStateException("too late"));
    Lifecycle failed = lifecycle.part(failure -> done.add(failure.getMessage()));
    failed.fail(new IllegalStateException("alone"));
    failed.fail(new IllegalStateException("once more"));

    assertThat(lifecycle.isRunning()).isTrue();
    assertThat(lifecycle.failure()).isEmpty();
    assertThat(failed.isOver()).isTrue();
    assertThat(failed.failure()).get().hasToString("java.lang.IllegalStateException: alone");
    assertThat(done).containsExactly("alone");
  }

  @Test
  void shouldEndItsPartsWhereItFails() {
    Lifecycle part = lifecycle.part(lifecycle::fail);
    Lifecycle other = lifecycle.part(lifecycle::fail);
    IllegalStateException cause = new IllegalStateException("for good");
    part.fail(cause);

    assertThat(lifecycle.failure()).containsSame(cause);
    assertThat(other.isOver()).isTrue();
    assertThat(other.failure()).isEmpty();
  }

  @Test
  void shouldInterruptTheWorkOfAPartButNotItsCleanUp() throws Exception {
    Lifecycle part = lifecycle.part(lifecycle::fail);
    part.start(
        "part",
        () -> new CountDownLatch(1).await(),
        () -> done.add(Thread.currentThread().isInterrupted() ? "interrupted" : "clean up"));
    lifecycle.interrupt();

    assertThat(part.awaitEnd(LONG)).isTrue();
    assertThat(done).containsExactly("clean up");
    assertThat(lifecycle.failure()).isEmpty();
  }

  @Test
  void shouldKeepOneFailureOfSeveralThreads() throws Exception {
    int count = 8;
    CyclicBarrier together = new CyclicBarrier(count);
    AtomicBoolean anyMissed = new AtomicBoolean();
    List<Thread> threads =
        IntStream.range(0, count)
            .mapToObj(
                i ->
                    new Thread(
                        () -> {
                          try {
                            together.await();
                            lifecycle.fail(new IllegalStateException("fault " + i));
                            anyMissed.compareAndSet(false, lifecycle.failure().isEmpty());
                          } catch (Exception e) {
                            anyMissed.set(true);
                          }
                        }))
            .toList();
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }

    Throwable kept = lifecycle.failure().orElseThrow();
    assertThat(anyMissed).isFalse();
    lifecycle.fail(new IllegalStateException("later"));
    assertThat(lifecycle.failure()).containsSame(kept);
  }
}
