package io.headwater.service.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.headwater.schemas.serde.RegistryUnavailableException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class RetryTest {
  private static final Logger LOGGER = (Logger) LoggerFactory.getLogger(Backoff.class);

  private final RuntimeException away = new TimeoutException("no broker");

  @BeforeContainer
  static void sayNothingThousandsOfTimes() {
    LOGGER.setAdditive(false);
  }

  @AfterContainer
  static void sayAllAgain() {
    LOGGER.setAdditive(true);
  }

  @Property
  void shouldWaitTwiceAsLongEachTimeUpToTheLongest(
      @ForAll @IntRange(min = 1, max = 500) int first,
      @ForAll @IntRange(min = 1, max = 50) int times,
      @ForAll @IntRange(min = 0, max = 30) int failures) {
    Retry retry = new Retry(Duration.ofMillis(first), Duration.ofMillis((long) first * times));
    FakeTime time = FakeTime.open();
    AtomicInteger calls = new AtomicInteger();

    int answer = call(retry, time, failing(calls, failures, away));

    assertThat(answer).isEqualTo(failures + 1);
    assertThat(time.waits).hasSize(failures);
    for (int i = 0; i < failures; i++) {
      long due = Math.min(first * (1L << Math.min(i, 20)), (long) first * times);
      assertThat(time.waits.get(i)).hasMillis(due);
    }
  }

  @Property
  void shouldEndExactlyAtItsBoundAndAskOnceMoreThere(
      @ForAll @IntRange(min = 1, max = 100_000) int boundMillis,
      @ForAll @IntRange(min = 0, max = 2_000) int callMillis) {
    FakeTime time = FakeTime.open();
    Duration bound = Duration.ofMillis(boundMillis);
    AtomicInteger calls = new AtomicInteger();
    long began = time.getAsLong();

    assertThatThrownBy(
            () ->
                call(
                    Retry.USUAL.within(bound),
                    time,
                    () -> {
                      time.pass(Duration.ofMillis(callMillis));
                      calls.incrementAndGet();
                      throw away;
                    }))
        .isSameAs(away);

    assertThat(time.waited()).isLessThanOrEqualTo(bound);
    assertThat(calls).hasValue(time.waits.size() + 1);
    // The time counts from the first failure; no wait goes beyond it, but the last call may.
    assertThat(Duration.ofNanos(time.getAsLong() - began))
        .isBetween(bound, bound.plus(Duration.ofMillis(2L * callMillis)));
  }

  @Property
  void shouldStopAtTheWaitInWhichItIsTold(@ForAll @IntRange(min = 0, max = 20) int waits) {
    FakeTime time = new FakeTime(waits);
    AtomicInteger calls = new AtomicInteger();

    assertThatExceptionOfType(StoppedException.class)
        .isThrownBy(() -> call(Retry.USUAL, time, failing(calls, Integer.MAX_VALUE, away)))
        .withMessage("stopped while waiting to ask")
        .withCause(away);

    assertThat(time.waits).hasSize(waits);
    assertThat(calls).hasValue(Math.max(1, waits));
  }

  @Test
  void shouldWaitForBrokersRegistriesAndNamesThatAreAway() {
    List.of(
            away,
            new RegistryUnavailableException("no registry", new IOException("refused")),
            new KafkaException("no client", new ConfigException("No resolvable bootstrap urls")),
            new KafkaException("wrapped", away))
        .forEach(
            passing -> {
              FakeTime time = FakeTime.open();
              assertThat(call(Retry.USUAL, time, failing(new AtomicInteger(), 3, passing)))
                  .isEqualTo(4);
              assertThat(time.waits).hasSize(3);
            });
  }

  @Test
  void shouldThrowOnWhatDoesNotPass() {
    List.of(
            new TopicAuthorizationException("forbidden"),
            new ConfigException("size is -1"),
            new KafkaException("unknown"),
            new IllegalStateException("a fault", away),
            new InterruptException("interrupted"))
        .forEach(
            fault -> {
              FakeTime time = FakeTime.open();
              assertThatThrownBy(
                      () -> call(Retry.USUAL, time, failing(new AtomicInteger(), 1, fault)))
                  .isSameAs(fault);
              assertThat(time.waits).isEmpty();
            });
    assertThat(Thread.interrupted()).isTrue(); // by the exception's constructor
  }

  @Test
  void shouldThrowOnCheckedExceptions() {
    IOException fault = new IOException("no disk");

    assertThatThrownBy(
            () ->
                Retry.USUAL.call(
                    "ask",
                    Closing.NEVER,
                    () -> {
                      throw fault;
                    }))
        .isSameAs(fault);
  }

  @Test
  void shouldStayInterruptedWhereItIsWhileItWaits() {
    FakeTime time = FakeTime.open();

    assertThatExceptionOfType(InterruptException.class)
        .isThrownBy(
            () ->
                call(
                    Retry.USUAL,
                    time,
                    () -> {
                      Thread.currentThread().interrupt();
                      throw away;
                    }));

    assertThat(Thread.interrupted()).isTrue();
    assertThat(time.waits).isEmpty();
  }

  @Test
  void shouldEndByALatch() {
    CountDownLatch closed = new CountDownLatch(1);
    AtomicInteger calls = new AtomicInteger();

    assertThatExceptionOfType(StoppedException.class)
        .isThrownBy(
            () ->
                new Retry(Duration.ofDays(1), Duration.ofDays(1))
                    .call(
                        "ask",
                        Closing.of(closed),
                        () -> {
                          calls.incrementAndGet();
                          closed.countDown();
                          throw away;
                        }));

    assertThat(calls).hasValue(1);
  }

  @Test
  void shouldBeWellBelowTheTimeAConsumerMayBeSilentBetweenPolls() {
    FakeTime time = FakeTime.open();

    assertThatThrownBy(
            () -> call(Retry.BETWEEN_POLLS, time, failing(new AtomicInteger(), 1_000_000, away)))
        .isSameAs(away);

    assertThat(time.waited()).isEqualTo(Duration.ofMinutes(2));
  }

  @Test
  void shouldRefuseTimesThatMakeNoSense() {
    Duration second = Duration.ofSeconds(1);
    assertThatIllegalArgumentException().isThrownBy(() -> new Retry(Duration.ZERO, second));
    assertThatIllegalArgumentException().isThrownBy(() -> new Retry(second, Duration.ofMillis(1)));
    assertThatIllegalArgumentException().isThrownBy(() -> Retry.USUAL.within(Duration.ZERO));
    assertThat(new Retry(second, second).bound()).isEqualTo(Optional.empty());
  }

  @Test
  void shouldSayOncePerFailureWhyAndForHowLongItWaits() {
    List<ILoggingEvent> said =
        logged(
            () ->
                call(
                    Retry.USUAL,
                    FakeTime.open(),
                    failing(new AtomicInteger(), 2, new KafkaException("no client", away))));

    assertThat(said)
        .extracting(ILoggingEvent::getFormattedMessage)
        .containsExactly(
            "Cannot ask now (org.apache.kafka.common.KafkaException: no client: no broker);"
                + " trying again in 200 ms",
            "Cannot ask now (org.apache.kafka.common.KafkaException: no client: no broker);"
                + " trying again in 400 ms");
    assertThat(said).allMatch(event -> event.getThrowableProxy() == null);
  }

  private static List<ILoggingEvent> logged(Runnable action) {
    ListAppender<ILoggingEvent> appender = new ListAppender<>();
    appender.start();
    LOGGER.addAppender(appender);
    try {
      action.run();
      return appender.list;
    } finally {
      LOGGER.detachAppender(appender);
    }
  }

  private static <T> T call(Retry retry, FakeTime time, Retry.Call<T, RuntimeException> call) {
    return Retry.call("ask", retry.backoff(time, time), call);
  }

  private static Retry.Call<Integer, RuntimeException> failing(
      AtomicInteger calls, int failures, RuntimeException failure) {
    return () -> {
      if (calls.incrementAndGet() <= failures) {
        throw failure;
      }
      return calls.get();
    };
  }
}
