package io.headwater.ingest.source.internal;

import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Decodes text so that bytes which are not in its encoding can be told from what is. */
final class Encoding {
  static final char BYTE_ORDER_MARK = '\ufeff';

  /** Signs before this one are text in every encoding. */
  static final char FIRST_IN_DOUBT = '\u0080';

  /** Bytes up to this one are controls in ISO-8859-1 but signs in windows-1252, often meant. */
  private static final char LAST_CONTROL = '\u009f';

  /** Stands for bytes that are no text; decoders never give half a surrogate pair otherwise. */
  private static final char NO_TEXT = '\udc80';

  private final Charset charset;
  private final boolean controlsAreText;

  Encoding(Charset charset) {
    this.charset = charset;
    this.controlsAreText = !charset.equals(StandardCharsets.ISO_8859_1);
  }

  /** Returns the text of a stream, a sign that {@link #fault} knows for bytes that are none. */
  Reader decode(InputStream bytes) {
    return new InputStreamReader(
        bytes,
        charset
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE)
            .replaceWith(String.valueOf(NO_TEXT)));
  }

  /** Returns why a sign, at least {@link #FIRST_IN_DOUBT}, is not what the file holds. */
  Optional<String> fault(char sign) {
    if (sign == NO_TEXT) {
      return Optional.of(
          "invalid encoding: bytes that are not "
              + charset
              + "; name the file's encoding, such as windows-1252");
    }
    return controlsAreText || sign > LAST_CONTROL
        ? Optional.empty()
        : Optional.of(
            "invalid encoding: byte 0x"
                + Integer.toHexString(sign)
                + " is no sign in ISO-8859-1 but one in windows-1252; name that as the encoding");
  }

  /** Returns decoded text as it may be shown. */
  static String shown(CharSequence text) {
    return text.toString().replace(NO_TEXT, '\ufffd');
  }
}
