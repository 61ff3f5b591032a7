package io.headwater.ingest.source.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BoundedLinesTest {

  @Property(tries = 300, seed = "1")
  void shouldCutWhereLinesEndHoweverTheBytesArrive(
      @ForAll("texts") String text, @ForAll @IntRange(min = 1, max = 7) int atOnce)
      throws IOException {
    List<String> expected = new ArrayList<>(List.of(text.split("\n", -1)));
    if (expected.get(expected.size() - 1).isEmpty()) {
      expected.remove(expected.size() - 1); // a line feed ends a line and starts none
    }

    assertThat(all(new BoundedLines(new Drops(text, atOnce), 1_000))).isEqualTo(expected);
  }

  @Test
  void shouldKeepTheStartOfALineThatIsTooLong() throws IOException {
    BoundedLines lines = new BoundedLines(new Drops("abcdef\nab\nabc", 4), 3);

    assertThat(text(lines.next())).isEqualTo("abc");
    assertThat(lines.cut()).isTrue();
    assertThat(text(lines.next())).isEqualTo("ab");
    assertThat(lines.cut()).isFalse();
    assertThat(text(lines.next())).isEqualTo("abc");
    assertThat(lines.cut()).isFalse();
    assertThat(lines.number()).isEqualTo(3);
    assertThat(lines.next()).isEmpty();
  }

  @Test
  void shouldReadALineLongerThanItsBuffer() throws IOException {
    String line = "x".repeat(200_000);

    assertThat(all(new BoundedLines(new Drops(line + "\n" + line, 1 << 20), 1 << 20)))
        .containsExactly(line, line);
  }

  private static List<String> all(BoundedLines lines) throws IOException {
    List<String> all = new ArrayList<>();
    for (Optional<byte[]> line = lines.next(); line.isPresent(); line = lines.next()) {
      all.add(text(line));
    }
    return all;
  }

  private static String text(Optional<byte[]> line) {
    return new String(line.orElseThrow(), StandardCharsets.UTF_8);
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.of("a", "é", "\n", " ", "\r")
        .list()
        .ofMaxSize(30)
        .map(l -> String.join("", l));
  }

  /** Gives at most so many bytes at once, as a pipe does. */
  private static final class Drops extends InputStream {
    private final ByteArrayInputStream bytes;
    private final int atOnce;

    Drops(String text, int atOnce) {
      this.bytes = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
      this.atOnce = atOnce;
    }

    @Override
    public int read() {
      return bytes.read();
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      return bytes.read(target, offset, Math.min(length, atOnce));
    }
  }
}
