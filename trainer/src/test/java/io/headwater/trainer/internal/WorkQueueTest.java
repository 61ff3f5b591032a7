package io.headwater.trainer.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.service.lifecycle.Lifecycle;
import io.headwater.trainer.internal.fake.Samples;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WorkQueueTest {
  private static final Work FIRST = new Work.DropPartition(Samples.FIRST, false);
  private static final Work SECOND = new Work.DropPartition(Samples.SECOND, false);

  private final Lifecycle lifecycle = new Lifecycle("trainer");
  private final WorkQueue queue = new WorkQueue(1, Long.MAX_VALUE, lifecycle);

  @Test
  void shouldGiveWorkInOrderAndWaitForRoom() throws Exception {
    queue.put(FIRST);
    CompletableFuture<Void> second = putLater(queue, SECOND);
    assertThatThrownBy(() -> second.get(50, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);

    assertThat(queue.take()).contains(FIRST);
    second.get();
    assertThat(queue.take()).contains(SECOND);
  }

  @Test
  void shouldWaitForRoomWhereRefusedRecordsTakeManyBytes() throws Exception {
    WorkQueue narrow = new WorkQueue(100, 1_000_000, lifecycle);
    Work large = new Work.EndBlock(Samples.block(1, List.of(), Samples.letter(0, 900_000)));
    narrow.put(FIRST);
    narrow.put(large);
    CompletableFuture<Void> second = putLater(narrow, large);
    assertThatThrownBy(() -> second.get(50, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);

    assertThat(narrow.take()).contains(FIRST);
    assertThat(narrow.take()).contains(large);
    second.get();
    assertThat(narrow.take()).contains(large);
  }

  @Test
  void shouldTakeInASingleBlockWhateverItsSize() throws Exception {
    WorkQueue narrow = new WorkQueue(100, 1, lifecycle);
    Work large = new Work.EndBlock(Samples.block(1, List.of(), Samples.letter(0, 900_000)));
    narrow.put(large);

    assertThat(narrow.take()).contains(large);
  }

  @Test
  void shouldNotWaitLongForWork() throws Exception {
    assertThat(queue.take()).isEmpty();
  }

  @Test
  void shouldStillTakeWorkWhereTheTrainerEndsInOrder() throws Exception {
    lifecycle.close();
    queue.put(FIRST);

    assertThat(queue.take()).contains(FIRST);
  }

  @Test
  void shouldDropWorkOnceNothingMoreIsTaken() throws Exception {
    queue.put(FIRST);
    CompletableFuture<Void> second = putLater(queue, SECOND);
    queue.close();
    second.get();

    assertThat(queue.take()).contains(FIRST);
    assertThat(queue.take()).isEmpty();
  }

  @Test
  void shouldDropWorkWhereAllIsOver() throws Exception {
    queue.put(FIRST);
    CompletableFuture<Void> second = putLater(queue, SECOND);
    lifecycle.abandon();
    second.get();

    assertThat(queue.take()).contains(FIRST);
    assertThat(queue.take()).isEmpty();
  }

  private static CompletableFuture<Void> putLater(WorkQueue queue, Work work) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            queue.put(work);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }
}
