package io.headwater.trainer.internal;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.headwater.trainer.internal.checkpoint.CutPolicy;
import io.headwater.trainer.internal.checkpoint.Stage;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class CheckpointWatchTest {
  private final AtomicLong nanoTime = new AtomicLong(5);
  private final AtomicLong processorTime = new AtomicLong(7);
  private final CheckpointWatch watch =
      new CheckpointWatch(
          "file:/data/ck",
          new CutPolicy(
              1, Duration.ofSeconds(10), Duration.ofMinutes(1), 1000, Duration.ofSeconds(30), 0.05),
          nanoTime::get,
          processorTime::get);
  private final Logger logger = (Logger) LoggerFactory.getLogger(CheckpointWatch.class);
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
  void shouldCountTheStallAndTheProcessorsTimeButNoWaiting() {
    for (int version = 1; version <= 3; version++) {
      write(version, Duration.ofSeconds(30), Duration.ofMillis(200));
    }

    assertThat(watch.cost()).isEqualTo(Duration.ofMillis(205));
  }

  @Test
  void shouldNotCountASingleCostlyOne() {
    write(1, Duration.ZERO, Duration.ofSeconds(7));
    assertThat(watch.cost()).as("the first loads code").isZero();
    write(2, Duration.ZERO, Duration.ofSeconds(1));
    write(3, Duration.ZERO, Duration.ofSeconds(2));
    write(4, Duration.ZERO, Duration.ofSeconds(9));

    assertThat(watch.cost()).isEqualTo(Duration.ofMillis(1005));
  }

  @Test
  void shouldTellForHowLongNothingWasAnnouncedThatWaits() {
    assertThat(watch.behind()).isZero();
    pass(Duration.ofHours(1));
    watch.queued();
    pass(Duration.ofSeconds(3));
    watch.queued();
    watch.begins(1);
    pass(Duration.ofSeconds(3));
    assertThat(watch.behind()).isEqualTo(Duration.ofSeconds(6));

    watch.announced(Duration.ZERO, false);
    assertThat(watch.behind()).isZero();
    pass(Duration.ofSeconds(2));
    assertThat(watch.behind()).isEqualTo(Duration.ofSeconds(2));
    watch.begins(2);
    watch.announced(Duration.ZERO, true);
    pass(Duration.ofSeconds(2));
    assertThat(watch.behind()).isZero();
  }

  @Test
  void shouldSayOnceThatAVersionIsSlowWhatItWaitsForAndWhenTheNextIsDue() {
    watch.queued();
    watch.begins(0);
    watch.enters(Stage.STORE);
    pass(Duration.ofSeconds(9));
    watch.look();
    assertThat(said.list).isEmpty();

    pass(Duration.ofSeconds(1));
    watch.look();
    watch.look();
    assertThat(said.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .containsExactly(
            "Version 0 has waited 10 s for the checkpoint store, file:/data/ck; learning goes on,"
                + " and the next version is due 60 s after it at the latest");
    assertThat(watch.isStuck()).isTrue();
    assertThat(watch.trouble()).as("slow is not wrong").isEmpty();

    watch.announced(Duration.ZERO, true);
    assertThat(said.list)
        .last()
        .extracting(ILoggingEvent::getFormattedMessage)
        .asString()
        .startsWith("Version 0 is announced, 10 s after its writing began;")
        .endsWith("and the next is due 10 s after it");
    assertThat(watch.isStuck()).isFalse();
  }

  @Test
  void shouldTakeAVersionThatIsWrittenForTooLongForAHang() {
    watch.queued();
    watch.begins(4);
    watch.enters(Stage.BROKERS);
    pass(Duration.ofSeconds(60));
    watch.look();
    watch.look();

    assertThat(watch.trouble()).contains("version 4 has waited 60 s for the brokers");
    assertThat(said.list)
        .extracting(event -> event.getLevel().toString())
        .containsExactly("INFO", "WARN");
    watch.announced(Duration.ZERO, true);
    assertThat(watch.trouble()).isEmpty();
  }

  @Test
  void shouldTellWhatIsWrongUntilAVersionIsAnnounced() {
    watch.queued();
    watch.begins(4);
    watch.failed("/data/ck: No space left on device");
    assertThat(watch.trouble())
        .contains("version 4 cannot be stored: /data/ck: No space left on device");
    assertThat(watch.isStuck()).isTrue();
    watch.begins(4);
    assertThat(watch.trouble()).as("tried again, without a result yet").isPresent();
    watch.announced(Duration.ZERO, true);

    assertThat(watch.trouble()).isEmpty();
    assertThat(watch.failure()).isEmpty();
  }

  private void write(long version, Duration waiting, Duration work) {
    watch.queued();
    watch.begins(version);
    pass(waiting.plus(work));
    processorTime.addAndGet(work.toNanos());
    watch.announced(Duration.ofMillis(5), true);
  }

  private void pass(Duration time) {
    nanoTime.addAndGet(time.toNanos());
  }
}
