package io.headwater.trainer.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.trainer.internal.checkpoint.FencedTrainerException;
import io.headwater.trainer.internal.leadership.LeadershipLostException;
import java.io.IOException;
import java.util.List;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.InvalidPidMappingException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which failures end a session only; what becomes of the sessions is in {@link SessionTest}. */
class SessionsTest {
  static List<Throwable> passing() {
    return List.of(
        new LeadershipLostException("another may lead"),
        new FencedTrainerException("m", new ProducerFencedException("epoch 3 after 4")),
        new KafkaException("cannot announce version 3", new TimeoutException("no answer")),
        new KafkaException("cannot announce version 3", new InvalidPidMappingException("expired")),
        new KafkaException("journal entry", new OutOfOrderSequenceException("4 after 2")),
        new KafkaException("journal entry", new InvalidTimestampException("three days ahead")));
  }

  static List<Throwable> lasting() {
    return List.of(
        new IllegalStateException("a bug"),
        new OutOfMemoryError("Java heap space"),
        new ConfigException("trainer.threads is -1"),
        new IOException("no space left on device"),
        new KafkaException("the trainer's group failed", new FencedInstanceIdException("twice")),
        new KafkaException(
            "the trainer's group failed", GroupAuthorizationException.forGroupId("g")),
        new KafkaException("journal entry", new TopicAuthorizationException("t.journal")));
  }

  @ParameterizedTest
  @MethodSource("passing")
  void shouldTryAgainWhereNewClientsMayDoBetter(Throwable failure) {
    assertThat(Sessions.isSurvivable(failure)).isTrue();
  }

  @ParameterizedTest
  @MethodSource("lasting")
  void shouldEndWhereTryingAgainWouldNotHelp(Throwable failure) {
    assertThat(Sessions.isSurvivable(failure)).isFalse();
  }
}
