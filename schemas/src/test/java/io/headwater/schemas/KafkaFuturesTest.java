package io.headwater.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class KafkaFuturesTest {
  @Test
  void shouldReturnTheAnswer() {
    assertThat(KafkaFutures.await(CompletableFuture.completedFuture(7))).isEqualTo(7);
  }

  @Test
  void shouldThrowWhatTheClientSays() {
    TimeoutException said = new TimeoutException("no broker");

    assertThatThrownBy(() -> KafkaFutures.await(CompletableFuture.failedFuture(said)))
        .isSameAs(said);
  }

  @Test
  void shouldWrapWhatIsNotTheClients() {
    IllegalStateException other = new IllegalStateException("closed");

    assertThatThrownBy(() -> KafkaFutures.await(CompletableFuture.failedFuture(other)))
        .isInstanceOf(KafkaException.class)
        .hasCause(other);
  }

  @Test
  void shouldEndTheWaitOfAnInterruptedThread() {
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> KafkaFutures.await(new CompletableFuture<>()))
        .isInstanceOf(InterruptException.class);
    assertThat(Thread.interrupted()).isTrue(); // and clears it for the tests that follow
  }

  @Test
  void shouldTakeBrokersWithoutAnAddressForAway() {
    Map<String, Object> settings = Map.of("bootstrap.servers", "nowhere.invalid:9092");

    assertThatThrownBy(() -> Admin.create(settings).close()).matches(KafkaFutures::isPassing);
  }

  @Test
  void shouldTellWhatPassesFromWhatDoesNot() {
    assertThat(KafkaFutures.isPassing(new KafkaException(new TimeoutException("slow")))).isTrue();
    assertThat(KafkaFutures.isPassing(new KafkaException("fenced"))).isFalse();
    assertThat(KafkaFutures.isPassing(new ConfigException("acks", "some"))).isFalse();
  }
}
