package io.headwater.client.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.schemas.contract.DeadLetter;
import io.headwater.schemas.contract.DeadLetter.Location;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.junit.jupiter.api.Test;

class RetryBatchTest {
  /** Such times may be negative, and overflow. */
  private static final long NOW = Long.MAX_VALUE - 5;

  @Test
  void shouldBeDueByAge() {
    RetryBatch batch = new RetryBatch(NOW);
    batch.add(new Location(0, 7));

    assertThat(batch.isDue(NOW)).isFalse();
    assertThat(batch.isDue(NOW + RetryBatch.LONGEST.toNanos() - 1)).isFalse();
    assertThat(batch.isDue(NOW + RetryBatch.LONGEST.toNanos())).isTrue();
  }

  @Test
  void shouldBeDueByNumberAndBySize() {
    RetryBatch many = new RetryBatch(NOW);
    for (int i = 0; i < 499; i++) {
      many.add(new Location(1, i));
    }
    assertThat(many.isDue(NOW)).isFalse();
    many.add(new Location(1, 499));
    assertThat(many.isDue(NOW)).isTrue();
    assertThat(many.records()).isEqualTo(500);
    assertThat(many.marks().text()).isEqualTo("1-0..499");

    RetryBatch large = new RetryBatch(NOW);
    large.add(new Location(0, 0), 32 << 20, lying(3), 1);
    assertThat(large.isDue(NOW)).isTrue();
  }

  @Test
  void shouldMarkWhereTheRecordsCameToLie() {
    RetryBatch batch = new RetryBatch(NOW);
    batch.add(new Location(0, 7), 1, lying(3), 1);
    batch.add(new Location(0, 8), 1, lying(4), 1);
    batch.add(new Location(0, 9), 1, lying(5), 2);
    batch.add(new Location(1, 2));

    Headers mark = batch.marks().mark("letters").headers();

    assertThat(DeadLetter.textOf(mark, DeadLetter.RETRIED)).contains("0-7..9 1-2..2");
    assertThat(DeadLetter.textOf(mark, DeadLetter.RETURNED))
        .contains("1*2-3..4*examples 2*2-5..5*examples");
  }

  private static Future<RecordMetadata> lying(long offset) {
    return CompletableFuture.completedFuture(
        new RecordMetadata(new TopicPartition("examples", 2), offset, 0, 0, 0, 0));
  }
}
