package io.headwater.evaluator.internal.scorer;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class MissedExamplesTest {
  private final Logger log = (Logger) LoggerFactory.getLogger(MissedExamples.class);
  private final ListAppender<ILoggingEvent> said = new ListAppender<>();
  private long nanos = Long.MAX_VALUE - 1;
  private final MissedExamples missed = new MissedExamples(() -> nanos);

  @BeforeEach
  void listen() {
    said.start();
    log.addAppender(said);
  }

  @AfterEach
  void stopListening() {
    log.detachAppender(said);
  }

  @Test
  void shouldSayAtOnceAndThenAtIntervalsHowManyAreLost() {
    missed.add(Map.of(SkipReason.NO_LEGAL_VERSION, 10L, SkipReason.RETIRED, 5L));
    missed.sayIfDue();
    missed.add(Map.of(SkipReason.NO_LEGAL_VERSION, 30L));
    missed.sayIfDue();
    assertThat(said.list).hasSize(1);
    assertThat(said.list.get(0).getLevel()).isEqualTo(Level.WARN);
    assertThat(said.list.get(0).getFormattedMessage())
        .startsWith("10 examples are not scored and never will be (10 since the start)");

    nanos += Duration.ofSeconds(10).toNanos();
    missed.add(Map.of(SkipReason.NO_LEGAL_VERSION, 2L));
    missed.sayIfDue();
    assertThat(said.list.get(1).getFormattedMessage())
        .startsWith("32 examples are not scored and never will be (42 since the start)");
  }

  @Test
  void shouldSayNothingWhereNothingIsLost() {
    missed.add(Map.of(SkipReason.SAMPLED_OUT, 5L));
    missed.sayIfDue();
    missed.say();

    assertThat(said.list).isEmpty();
  }

  @Test
  void shouldSayTheRestAtTheEnd() {
    missed.add(Map.of(SkipReason.NO_LEGAL_VERSION, 1L));
    missed.sayIfDue();
    missed.add(Map.of(SkipReason.NO_LEGAL_VERSION, 1L));
    missed.say();

    assertThat(said.list).hasSize(2);
  }
}
