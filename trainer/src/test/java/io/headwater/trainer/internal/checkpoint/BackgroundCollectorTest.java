package io.headwater.trainer.internal.checkpoint;

import static io.headwater.trainer.internal.fake.Conditions.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.schemas.CheckpointAnnouncement;
import io.headwater.trainer.internal.fake.Samples;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BackgroundCollectorTest {
  private final List<String> events = new CopyOnWriteArrayList<>();
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);

  @Test
  void shouldHoldNobodyUpWhileADeletionHangsAndBeginNoOtherMeanwhile() throws Exception {
    try (BackgroundCollector collector = new BackgroundCollector(this::hang, this::fail)) {
      collector.collect(version(1));
      begun.await();
      collector.collect(version(2));
      assertThat(events).containsExactly("begun 1");

      goOn.countDown();
      await(() -> events.contains("done 2"));
    }
    assertThat(events).containsExactly("begun 1", "done 1", "begun 2", "done 2");
  }

  @Test
  void shouldLeaveWhatHangsAtTheEnd() throws Exception {
    BackgroundCollector collector = new BackgroundCollector(this::hang, this::fail);
    collector.collect(version(1));
    begun.await();
    collector.collect(version(2));
    collector.close();

    assertThat(events).as("not a failure").containsExactly("begun 1");
  }

  @Test
  void shouldReportWhatItDidNotExpect() {
    IllegalStateException fault = new IllegalStateException("fault");
    try (BackgroundCollector collector =
        new BackgroundCollector(
            announcement -> {
              throw fault;
            },
            this::fail)) {
      collector.collect(version(1));
      await(() -> !events.isEmpty());
    }
    assertThat(events).containsExactly("failed fault");
  }

  private void hang(CheckpointAnnouncement announcement) {
    events.add("begun " + announcement.getVersion());
    begun.countDown();
    try {
      goOn.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    events.add("done " + announcement.getVersion());
  }

  private void fail(Throwable failure) {
    events.add("failed " + failure.getMessage());
  }

  private static CheckpointAnnouncement version(long version) {
    return Samples.announced(version).build();
  }
}
