package io.headwater.service.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class PrintableTest {

  @Property(tries = 300, seed = "7")
  void shouldNeverLetATerminalBeTold(@ForAll String text) {
    assertThat(Printable.of(text).codePoints())
        .noneMatch(point -> Character.isISOControl(point) || point == 0x202e);
  }

  @Test
  void shouldWriteControlCharactersAsEscapesAndKeepText() {
    assertThat(Printable.of("Grüße 🌍\n\u001b[2J\u202e"))
        .isEqualTo("Grüße 🌍\\u000a\\u001b[2J\\u202e");
  }

  @Test
  void shouldCutBetweenCharactersAndSayHowManyAreMissing() {
    assertThat(Printable.cut("abcdef", 4)).isEqualTo("abcd... (2 more characters)");
    assertThat(Printable.cut("abc🌍", 4)).isEqualTo("abc... (2 more characters)");
    assertThat(Printable.cut("abcd", 4)).isEqualTo("abcd");
  }

  @Test
  void shouldTakeForTextOnlyWhatIsUtf8WithoutControlCharacters() {
    assertThat(Printable.text("{\"a\":\n1}".getBytes(StandardCharsets.UTF_8))).isPresent();
    assertThat(Printable.text(new byte[] {(byte) 0xc3})).isEmpty();
    assertThat(Printable.text(new byte[] {0, 0, 0, 0, 1, 'a'})).isEmpty();
  }

  @Test
  void shouldDumpBytesAndSayHowManyAreMissing() {
    byte[] bytes = "0123456789abcdef\u0000z!".getBytes(StandardCharsets.UTF_8);

    assertThat(Printable.hexDump(bytes, 18))
        .containsExactly(
            "00000000  30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66  |0123456789abcdef|",
            "00000010  00 7a                                            |.z|",
            "(1 more bytes)");
  }
}
