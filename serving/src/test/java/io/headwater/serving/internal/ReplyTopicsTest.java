package io.headwater.serving.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.schemas.Topics;
import io.headwater.schemas.contract.Rejection;
import io.headwater.schemas.contract.RejectionReason;
import io.headwater.schemas.contract.ReplyHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyTopicsTest {
  private static final String SHOP = "headwater.replies.shop";

  private final Topics topics = new Topics("headwater.");
  private final AtomicLong nanos = new AtomicLong();
  private final List<String> asked = new ArrayList<>();
  private final ReplyTopics replies =
      new ReplyTopics(topics, List.of(topics.replies(), "shop-"), nanos::get);

  @Test
  void shouldTakeATopicForReplies() {
    assertThat(fault(replyTo(SHOP))).isEmpty();
    assertThat(replies.of(replyTo(SHOP), this::exists)).contains(SHOP);
    assertThat(replies.of(replyTo("shop-answers"), this::exists)).contains("shop-answers");
    assertThat(replies.of(new RecordHeaders(), this::exists)).isEmpty();
    assertThat(fault(new RecordHeaders())).isEmpty();
    assertThat(fault(new RecordHeaders().add(ReplyHeaders.REPLY_TO, null))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "headwater.requests",
        "headwater.predictions",
        "headwater.tasks",
        "headwater.checkpoints",
        "headwater.examples.mail",
        "headwater.dead-letters",
        "orders",
        "__consumer_offsets",
        "",
        "xheadwater.replies"
      })
  void shouldRefuseAnyOtherTopic(String name) {
    assertThat(fault(replyTo(name)))
        .contains(
            new Rejection(
                RejectionReason.REPLY_TOPIC_REFUSED,
                "reply-to is '" + name + "' but must start with headwater.replies or shop-"));
    assertThat(replies.of(replyTo(name), this::exists)).isEmpty();
    assertThat(asked).as("nobody may find out which topics there are").isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"headwater.requests", "headwater.examples.mail", "headwater.tasks"})
  void shouldRefuseTopicsOfHeadwatersOwnWhateverIsAllowed(String name) {
    ReplyTopics all = new ReplyTopics(topics, List.of("headwater", ""), nanos::get);

    assertThat(all.of(replyTo(name), this::exists)).isEmpty();
    assertThat(all.of(replyTo("orders"), this::exists)).contains("orders");
  }

  @Test
  void shouldRefuseATopicThatDoesNotExist() {
    assertThat(fault(replyTo("shop-gone")))
        .map(Rejection::detail)
        .contains(
            "reply-to is 'shop-gone' but must exist: a service creates no topics for replies");
  }

  @Test
  void shouldAskAgainWhetherATopicExistsAfterAWhile() {
    for (int i = 0; i < 10; i++) {
      fault(replyTo(SHOP));
    }
    assertThat(asked).containsExactly(SHOP);

    nanos.addAndGet(Duration.ofSeconds(5).toNanos());
    fault(replyTo(SHOP));
    assertThat(asked).containsExactly(SHOP, SHOP);
  }

  @Test
  void shouldLeaveATopicAloneThatCannotBeWrittenTo() {
    replies.failed(Map.of(SHOP, new RecordTooLargeException("too large for it")));

    assertThat(fault(replyTo(SHOP)))
        .map(Rejection::detail)
        .contains(
            "reply-to is 'headwater.replies.shop' but must be one that can be written to, which"
                + " failed: 'too large for it'");
    assertThat(fault(replyTo("shop-answers"))).isEmpty();
    nanos.addAndGet(Duration.ofMinutes(5).toNanos());
    assertThat(fault(replyTo(SHOP))).isEmpty();
  }

  @Test
  void shouldBlameNoTopicWhereTheBrokersAreAway() {
    RuntimeException away = new org.apache.kafka.common.errors.TimeoutException("away");
    replies.failed(Map.of(SHOP, away, topics.predictions(), away));

    assertThat(fault(replyTo(SHOP))).isEmpty();
  }

  @Test
  void shouldRefuseACorrelationIdThatIsTooLongToBeSentBack() {
    Headers longest = new RecordHeaders().add(ReplyHeaders.CORRELATION_ID, new byte[1024]);
    Headers tooLong = new RecordHeaders().add(ReplyHeaders.CORRELATION_ID, new byte[1025]);

    assertThat(fault(longest)).isEmpty();
    assertThat(ReplyTopics.correlationId(longest)).isPresent();
    assertThat(ReplyTopics.correlationId(tooLong)).isEmpty();
    assertThat(fault(tooLong))
        .contains(
            new Rejection(
                RejectionReason.TOO_LARGE,
                "correlation-id has 1025 bytes but must have at most 1024"));
  }

  @Property(tries = 500, seed = "1")
  void shouldNeverNameATopicOutsideThoseForReplies(@ForAll byte[] name) {
    Optional<String> topic =
        replies.of(new RecordHeaders().add(ReplyHeaders.REPLY_TO, name), any -> true);

    assertThat(topic.orElse("shop-")).containsPattern("^(headwater\\.replies|shop-)");
    fault(new RecordHeaders().add(ReplyHeaders.REPLY_TO, name))
        .ifPresent(rejection -> assertThat(rejection.detail().length()).isLessThan(300));
  }

  private Optional<Rejection> fault(Headers headers) {
    return replies.fault(headers, this::exists);
  }

  private boolean exists(String topic) {
    asked.add(topic);
    return !topic.endsWith("gone");
  }

  private static Headers replyTo(String topic) {
    return new RecordHeaders().add(ReplyHeaders.REPLY_TO, topic.getBytes(StandardCharsets.UTF_8));
  }
}
