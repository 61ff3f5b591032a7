package io.headwater.trainer.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.headwater.trainer.TrainerStatus;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StatusBoardTest {
  /** What the step thread does to the lag's owner while another thread asks for the status. */
  @Test
  void shouldBeWrittenOnWhileSomeoneWaitsForTheLag() {
    StatusBoard board = new StatusBoard();
    board.resumed(
        1,
        0,
        OptionalLong.empty(),
        () -> {
          CompletableFuture<Void> written =
              CompletableFuture.runAsync(() -> board.refused("LABEL_CAP_REACHED"));
          assertThatNoException().isThrownBy(() -> written.get(10, TimeUnit.SECONDS));
          return OptionalLong.of(7);
        });

    TrainerStatus status = board.status();

    assertThat(status.lag()).hasValue(7);
    assertThat(status.deadLetters()).containsEntry("LABEL_CAP_REACHED", 1L);
  }

  @Test
  void shouldForgetWhatOnlyTheSessionBeforeCouldTell() {
    StatusBoard board = new StatusBoard();
    board.watch(() -> Optional.of("version 4 has waited 60 s"));
    board.resumed(1, 44, OptionalLong.of(3), () -> OptionalLong.of(7));
    assertThat(board.status().lag()).hasValue(7);

    board.begin();

    TrainerStatus status = board.status();
    assertThat(status.lag()).isEmpty();
    assertThat(status.trouble()).isEmpty();
    assertThat(status.step()).as("what it has learned stays").isEqualTo(44);
  }
}
