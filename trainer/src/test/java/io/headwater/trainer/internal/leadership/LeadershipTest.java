package io.headwater.trainer.internal.leadership;

import static io.headwater.trainer.internal.fake.Conditions.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.trainer.internal.fake.FakeBroker;
import io.headwater.trainer.internal.fake.FakeConsumer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LeadershipTest {
  private static final TopicPartition JOURNAL = new TopicPartition("t.journal", 0);
  private static final TopicPartition EXAMPLES = new TopicPartition("t.examples.mood", 0);
  private static final Duration SOON = Duration.ofMillis(20);
  private static final Duration LONG = Duration.ofSeconds(30);

  private final List<Throwable> lost = new CopyOnWriteArrayList<>();
  private final AtomicBoolean over = new AtomicBoolean();
  private final FakeConsumer consumer = consumer();
  private final Leadership leadership =
      new Leadership(consumer, JOURNAL.topic(), over::get, lost::add);

  @AfterEach
  void close() {
    leadership.close();
  }

  private static FakeConsumer consumer() {
    FakeBroker broker = new FakeBroker();
    broker.create(JOURNAL.topic(), 1);
    return broker.consumer();
  }

  @Test
  void shouldWaitUntilThePartitionIsItsOwn() throws Exception {
    assertThat(leadership.await(SOON)).isFalse();
    win();

    assertThat(leadership.await(LONG)).isTrue();
    assertThat(lost).isEmpty();
  }

  @Test
  void shouldReadNothingOfTheJournal() throws Exception {
    win();
    assertThat(leadership.await(LONG)).isTrue();

    assertThat(consumer.paused()).containsExactly(JOURNAL);
  }

  @Test
  void shouldTellThatAnotherWasGivenThePartition() throws Exception {
    win();
    assertThat(leadership.await(LONG)).isTrue();
    consumer.schedulePollTask(() -> consumer.rebalance(List.of()));
    await(() -> !lost.isEmpty());

    assertThat(lost)
        .singleElement()
        .satisfies(
            failure ->
                assertThat(failure)
                    .isInstanceOf(LeadershipLostException.class)
                    .hasMessageContaining("another trainer"));
  }

  @Test
  void shouldGoOnWaitingWhileTheBrokerIsAway() throws Exception {
    consumer.setPollException(new TimeoutException("no answer"));
    win();

    assertThat(leadership.await(LONG)).isTrue();
    assertThat(lost).isEmpty();
  }

  @Test
  void shouldTellWhyTheGroupFails() {
    consumer.setPollException(GroupAuthorizationException.forGroupId("m-trainer"));
    await(() -> !lost.isEmpty());

    assertThat(lost)
        .singleElement()
        .satisfies(
            failure ->
                assertThat(failure)
                    .isInstanceOf(KafkaException.class)
                    .hasCauseInstanceOf(GroupAuthorizationException.class));
    await(consumer::closed);
  }

  @Test
  void shouldLeaveTheGroupInSilenceWhenClosed() throws Exception {
    win();
    assertThat(leadership.await(LONG)).isTrue();
    leadership.close();

    await(consumer::closed);
    assertThat(lost).isEmpty();
  }

  @Test
  void shouldLeaveTheGroupWhereAllIsOver() {
    over.set(true);

    await(consumer::closed);
    assertThat(lost).isEmpty();
  }

  @Test
  void shouldCommitOffsetsForLagMonitors() throws Exception {
    win();
    assertThat(leadership.await(LONG)).isTrue();
    leadership.commit(Map.of(EXAMPLES, new OffsetAndMetadata(5)));

    await(() -> consumer.committedOffsets().equals(Map.of(EXAMPLES, 5L)));
  }

  @Test
  void shouldCommitTheLastOffsetsWhereItIsClosed() throws Exception {
    win();
    assertThat(leadership.await(LONG)).isTrue();
    leadership.commit(Map.of(EXAMPLES, new OffsetAndMetadata(5)));
    leadership.commit(Map.of(EXAMPLES, new OffsetAndMetadata(7)));
    leadership.close();

    await(consumer::closed);
    assertThat(consumer.committedOffsets()).containsExactly(Map.entry(EXAMPLES, 7L));
  }

  private void win() {
    consumer.assignByGroup(JOURNAL);
  }
}
