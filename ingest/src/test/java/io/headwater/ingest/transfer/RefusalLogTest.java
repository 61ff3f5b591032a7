package io.headwater.ingest.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.ingest.source.Row;
import io.headwater.ingest.source.RowLocation;
import io.headwater.schemas.contract.Rejection;
import io.headwater.schemas.contract.RejectionReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RefusalLogTest {
  private static final int ROWS = 2_000;

  @TempDir private Path folder;

  /** Far more than a buffer holds, so that it is written out more than once. */
  @Test
  void shouldKeepEveryRowOfAThreadThatIsInterrupted() throws IOException {
    Path file = folder.resolve("refused.jsonl");
    boolean interrupted;
    try (RefusalLog log = new RefusalLog(Optional.of(file))) {
      Thread.currentThread().interrupt();
      for (int i = 1; i <= ROWS; i++) {
        add(log, "a.csv", i, "no text");
      }
    } finally {
      interrupted = Thread.interrupted();
    }

    assertThat(interrupted).isTrue();
    assertThat(Files.readAllLines(file)).hasSize(ROWS);
  }

  @Test
  void shouldNotLetRowsSpeakToTheTerminal() throws IOException {
    try (RefusalLog log = new RefusalLog(Optional.empty())) {
      add(log, "a\u001b[2J.csv", 3, "label is '\u001b]0;x\u0007'\n  but must be another");

      assertThat(String.join("", log.lines()))
          .contains("line 3 of a\\u001b[2J.csv")
          .contains("label is '\\u001b]0;x\\u0007' but must be another")
          .doesNotContain("\u001b", "\u0007");
    }
  }

  private static void add(RefusalLog log, String file, long number, String detail)
      throws IOException {
    Row row = new Row.Read(RowLocation.line(number, file), Map.of("tags", List.of("a", "b")));
    log.add(row, new Rejection(RejectionReason.MISSING_FIELD, detail));
  }
}
