package io.headwater.model.tokenizer.internal;

import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;

/**
 * The one-character names of the 256 bytes in a byte-level vocabulary.
 *
 * <p>Printable Latin-1 characters name themselves; the other 68 bytes, in ascending order, take the
 * characters from U+0100 on. This is the alphabet of GPT-2 (Radford et al., 2019), which Hugging
 * Face calls ByteLevel.
 */
public final class ByteAlphabet {
  private static final String CHARACTERS = characters();

  private ByteAlphabet() {}

  /** Returns the character that names a byte, given as 0 to 255. */
  public static char of(int unsignedByte) {
    return CHARACTERS.charAt(unsignedByte);
  }

  /** Returns the bytes, as 0 to 255, in ascending order of the characters that name them. */
  public static int[] inCharacterOrder() {
    return IntStream.range(0, 256)
        .boxed()
        .sorted((a, b) -> Character.compare(of(a), of(b)))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /** Returns a text with each byte of its UTF-8 form written as its character. */
  static String spell(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    StringBuilder spelled = new StringBuilder(bytes.length);
    for (byte b : bytes) {
      spelled.append(of(b & 0xff));
    }
    return spelled.toString();
  }

  private static String characters() {
    StringBuilder characters = new StringBuilder(256);
    char next = 0x100;
    for (int b = 0; b < 256; b++) {
      characters.append(isPrintable(b) ? (char) b : next++);
    }
    return characters.toString();
  }

  private static boolean isPrintable(int b) {
    return (b >= '!' && b <= '~') || (b >= 0xa1 && b <= 0xac) || (b >= 0xae && b <= 0xff);
  }
}
