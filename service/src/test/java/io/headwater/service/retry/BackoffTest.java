package io.headwater.service.retry;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class BackoffTest {
  private final RuntimeException away = new TimeoutException("no broker");
  private final RuntimeException fault = new IllegalStateException("a fault");

  private final Logger logger = (Logger) LoggerFactory.getLogger(Backoff.class);
  private final ListAppender<ILoggingEvent> said = new ListAppender<>();

  @BeforeEach
  void listen() {
    said.start();
    logger.addAppender(said);
  }

  @AfterEach
  void listenNoMore() {
    logger.detachAppender(said);
  }

  @Test
  void shouldStartAgainAtTheShortestWaitAfterASuccess() {
    FakeTime time = FakeTime.open();
    Backoff backoff = Retry.USUAL.backoff(time, time);

    for (int i = 0; i < 3; i++) {
      assertThat(backoff.pause("score", fault)).isTrue();
    }
    backoff.reset();
    assertThat(backoff.pause("score", fault)).isTrue();

    assertThat(time.waits).extracting(Duration::toMillis).containsExactly(200L, 400L, 800L, 200L);
  }

  @Test
  void shouldCountItsBoundFromTheFirstFailureAfterASuccess() {
    FakeTime time = FakeTime.open();
    Backoff backoff = Retry.USUAL.within(Duration.ofMillis(500)).backoff(time, time);

    time.pass(Duration.ofHours(1));
    assertThat(backoff.isSpent()).isFalse();
    backoff.pause("score", away);
    backoff.pause("score", away);
    assertThat(time.waits).extracting(Duration::toMillis).containsExactly(200L, 300L);
    assertThat(backoff.isSpent()).isTrue();

    backoff.reset();
    assertThat(backoff.isSpent()).isFalse();
    backoff.pause("score", away);
    assertThat(time.waits).extracting(Duration::toMillis).containsExactly(200L, 300L, 200L);
  }

  @Test
  void shouldSayNothingAndNotWaitWhereClosingWasToldBefore() {
    FakeTime time = new FakeTime(0);

    assertThat(Retry.USUAL.backoff(time, time).pause("score", fault)).isFalse();

    assertThat(time.waits).isEmpty();
    assertThat(said.list).isEmpty();
  }

  @Test
  void shouldNotGoOnWhereClosingIsToldMeanwhile() {
    FakeTime time = new FakeTime(1);

    assertThat(Retry.USUAL.backoff(time, time).pause("score", fault)).isFalse();

    assertThat(said.list).hasSize(1);
  }

  @Test
  void shouldTakeAnInterruptForTheEnd() {
    FakeTime time = FakeTime.open();
    Backoff backoff = Retry.USUAL.backoff(time, time);
    InterruptException interrupt = new InterruptException("interrupted");
    assertThat(Thread.interrupted()).isTrue();

    assertThat(backoff.pause("score", interrupt)).isFalse();
    assertThat(Thread.interrupted()).isTrue();

    Thread.currentThread().interrupt();
    assertThat(backoff.pause("score", away)).isFalse();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(said.list).isEmpty();
  }

  @Test
  void shouldShowWhereAFaultComesFromThatDoesNotPass() {
    FakeTime time = FakeTime.open();

    Retry.USUAL.backoff(time, time).pause("score", fault);

    assertThat(said.list)
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.getFormattedMessage())
                  .isEqualTo(
                      "Cannot score now (java.lang.IllegalStateException: a fault); trying again in"
                          + " 200 ms");
              assertThat(event.getThrowableProxy()).isNotNull();
            });
  }

  @Test
  void shouldShowNoStackWhereItIsToldTheReasonInWords() {
    FakeTime time = FakeTime.open();
    Backoff backoff = Retry.USUAL.backoff(time, time);

    assertThat(backoff.pause("store version 3", "/ck: full")).isTrue();
    assertThat(backoff.pause("store version 3", "/ck: full")).isTrue();

    assertThat(time.waits).extracting(Duration::toMillis).containsExactly(200L, 400L);
    assertThat(said.list)
        .first()
        .satisfies(
            event -> {
              assertThat(event.getFormattedMessage())
                  .isEqualTo("Cannot store version 3 now (/ck: full); trying again in 200 ms");
              assertThat(event.getThrowableProxy()).isNull();
            });
  }
}
