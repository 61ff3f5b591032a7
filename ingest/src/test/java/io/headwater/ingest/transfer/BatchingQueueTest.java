package io.headwater.ingest.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class BatchingQueueTest {

  @Test
  void shouldHandOverEverythingInOrder() throws Exception {
    BatchingQueue<Integer> queue = new BatchingQueue<>(8, 3, 100);
    CompletableFuture<Void> giver =
        CompletableFuture.runAsync(
            () -> {
              try {
                for (int i = 0; i < 10_000; i++) {
                  queue.put(i, i % 50);
                }
                queue.end();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    List<Integer> taken = new ArrayList<>();
    for (var some = queue.takeAll(); !some.isEmpty(); some = queue.takeAll()) {
      taken.addAll(some);
    }

    giver.get();
    assertThat(taken).isEqualTo(IntStream.range(0, 10_000).boxed().toList());
  }

  @Test
  void shouldHandOverFewWhereNoMoreCome() throws Exception {
    BatchingQueue<String> queue = new BatchingQueue<>(8, 8, 100);
    queue.put("a", 1);

    assertThat(queue.takeAll()).containsExactly("a");
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 100, 1", "8, 8, 100, 100", "8, 8, 100, 5000"})
  void shouldLetTheGiverWaitForRoom(int most, int enough, long room, long size) throws Exception {
    BatchingQueue<String> queue = new BatchingQueue<>(most, enough, room);
    queue.put("a", size);
    CompletableFuture<Void> second = new CompletableFuture<>();
    Thread giver =
        new Thread(
            () -> {
              try {
                queue.put("b", 1);
                second.complete(null);
              } catch (InterruptedException e) {
                second.completeExceptionally(e);
              }
            });
    giver.start();
    while (giver.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }

    assertThat(second).isNotDone();
    assertThat(queue.takeAll()).containsExactly("a");
    second.get();
    assertThat(queue.takeAll()).containsExactly("b");
  }

  @Test
  void shouldLetTheTakerSleepUntilTheFirstItem() throws Exception {
    BatchingQueue<String> queue = new BatchingQueue<>(8, 8, 100);
    CompletableFuture<List<String>> taken = new CompletableFuture<>();
    Thread taker =
        new Thread(
            () -> {
              try {
                taken.complete(List.copyOf(queue.takeAll()));
              } catch (InterruptedException e) {
                taken.completeExceptionally(e);
              }
            });
    taker.start();
    while (taker.getState() != Thread.State.WAITING) { // without a limit, that is
      Thread.onSpinWait();
    }

    queue.put("a", 1);

    assertThat(taken.get()).containsExactly("a");
  }
}
