package io.headwater.client.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.schemas.contract.DeadLetter.Location;
import org.junit.jupiter.api.Test;

class RetryBatchTest {
  /** Such times may be negative, and overflow. */
  private static final long NOW = Long.MAX_VALUE - 5;

  @Test
  void shouldBeDueByAge() {
    RetryBatch batch = new RetryBatch(NOW);
    batch.add(new Location(0, 7), 1);

    assertThat(batch.isDue(NOW)).isFalse();
    assertThat(batch.isDue(NOW + RetryBatch.LONGEST.toNanos() - 1)).isFalse();
    assertThat(batch.isDue(NOW + RetryBatch.LONGEST.toNanos())).isTrue();
  }

  @Test
  void shouldBeDueByNumberAndBySize() {
    RetryBatch many = new RetryBatch(NOW);
    for (int i = 0; i < 499; i++) {
      many.add(new Location(1, i), 1);
    }
    assertThat(many.isDue(NOW)).isFalse();
    many.add(new Location(1, 499), 1);
    assertThat(many.isDue(NOW)).isTrue();
    assertThat(many.records()).isEqualTo(500);
    assertThat(many.marks().text()).isEqualTo("1-0..499");

    RetryBatch large = new RetryBatch(NOW);
    large.add(new Location(0, 0), 32 << 20);
    assertThat(large.isDue(NOW)).isTrue();
  }
}
