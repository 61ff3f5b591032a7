package io.headwater.trainer.internal.discovery;

import static io.headwater.trainer.internal.fake.Conditions.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.schemas.TaskSpec;
import io.headwater.schemas.TaskState;
import io.headwater.schemas.Topics;
import io.headwater.schemas.contract.SourcePartition;
import io.headwater.trainer.internal.fake.Conditions;
import io.headwater.trainer.internal.fake.FakeAdmin;
import io.headwater.trainer.internal.fake.FakeBroker;
import io.headwater.trainer.internal.fake.Samples;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DiscoveryTest {
  private static final Topics TOPICS = new Topics("t.");
  private static final String MOOD = TOPICS.examples("mood");

  private final FakeBroker broker = broker();
  private final FakeAdmin admin = new FakeAdmin(broker);
  private final Discovery discovery =
      new Discovery(admin.client(), TOPICS, broker.reader(TOPICS.tasks(), TaskSpec.class));

  private static FakeBroker broker() {
    FakeBroker broker = new FakeBroker();
    broker.create(TOPICS.tasks(), 1);
    return broker;
  }

  @AfterEach
  void close() {
    discovery.close();
  }

  @Test
  void shouldKnowNothingBeforeItLooks() {
    assertThat(discovery.latest().specs()).isEmpty();
    assertThat(discovery.latest().topics()).isEmpty();
  }

  @Test
  void shouldFindTopicsOfExamplesWhetherOrNotTheirTaskIsSpecified() throws Exception {
    broker.create(MOOD, 2);
    broker.create("someone.elses", 1);

    assertThat(discovery.look().topics())
        .containsExactly(new ExampleTopic(MOOD, admin.id(MOOD).toString(), "mood", 2));
    assertThat(discovery.latest().topics().get(0).sources())
        .containsExactly(
            new SourcePartition(MOOD, admin.id(MOOD).toString(), 0),
            new SourcePartition(MOOD, admin.id(MOOD).toString(), 1));
  }

  @Test
  void shouldFindNewTopicsPartitionsAndSpecificationsLater() throws Exception {
    assertThat(discovery.look().topics()).isEmpty();
    broker.create(MOOD, 1);
    assertThat(discovery.look().topics().get(0).partitions()).isEqualTo(1);
    broker.addPartitions(MOOD, 2);
    specify(Samples.spec("mood", "a", "b"));

    assertThat(discovery.look().topics().get(0).partitions()).isEqualTo(3);
    assertThat(discovery.latest().specs()).containsOnlyKeys("mood");
  }

  @Test
  void shouldGiveATaskATopicOnce() throws Exception {
    specify(Samples.spec("mood", "a", "b"));
    assertThat(discovery.look().topics()).extracting(ExampleTopic::name).containsExactly(MOOD);

    broker.delete(MOOD);
    specify(Samples.spec("mood", "a", "b", "c"));
    assertThat(discovery.look().topics()).as("who deletes a topic means it").isEmpty();
    assertThat(discovery.latest().specs().get("mood").getLabels()).containsExactly("a", "b", "c");
  }

  @Test
  void shouldGiveNoTopicToARetiredTask() throws Exception {
    specify(Samples.spec("mood", "a", "b").setState(TaskState.RETIRED));

    assertThat(discovery.look().topics()).isEmpty();
    assertThat(discovery.latest().specs()).containsOnlyKeys("mood");
  }

  @Test
  void shouldLeaveTopicsToOthersWhereItMayNotCreateThem() throws Exception {
    admin.failNext(new TopicAuthorizationException("not allowed"));
    specify(Samples.spec("mood", "a", "b"));
    assertThat(discovery.look().topics()).isEmpty();

    broker.create(MOOD, 4);
    assertThat(discovery.look().topics().get(0).partitions()).isEqualTo(4);
  }

  @Test
  void shouldPassSpecificationsThatBreakTheRules() throws Exception {
    specify(Samples.spec("mood", "a", "a"));

    assertThat(discovery.look().specs()).isEmpty();
  }

  @Test
  void shouldForgetATaskWhoseSpecificationIsDeleted() throws Exception {
    specify(Samples.spec("mood", "a", "b"));
    assertThat(discovery.look().specs()).containsOnlyKeys("mood");
    broker.appendTombstone(TOPICS.tasks(), "mood");

    assertThat(discovery.look().specs()).isEmpty();
    assertThat(discovery.latest().topics()).hasSize(1);
  }

  @Test
  void shouldKeepWhatItKnewWhereATopicVanishesBetweenTwoQuestions() throws Exception {
    broker.create(MOOD, 1);
    assertThat(discovery.look().topics()).hasSize(1);
    admin.runAfterNextListing(() -> broker.delete(MOOD));

    assertThat(discovery.look().topics()).hasSize(1);
    assertThat(discovery.look().topics()).isEmpty();
  }

  @Test
  void shouldSayWhereTheBrokerDoesNotAnswer() {
    admin.failNext(new TimeoutException("no answer"));

    assertThatThrownBy(discovery::look).isInstanceOf(KafkaException.class);
  }

  @Test
  void shouldGoOnLookingAfterAFailureUntilItIsStopped() throws Exception {
    AtomicBoolean stopped = new AtomicBoolean();
    admin.failNext(new TimeoutException("no answer"));
    broker.create(MOOD, 1);
    Thread thread = Conditions.start(() -> discovery.run(Duration.ofMillis(10), stopped::get));
    await(() -> !discovery.latest().topics().isEmpty());
    stopped.set(true);

    thread.join();
  }

  private void specify(TaskSpec.Builder spec) {
    broker.append(TOPICS.tasks(), spec.getName(), spec.build());
  }
}
