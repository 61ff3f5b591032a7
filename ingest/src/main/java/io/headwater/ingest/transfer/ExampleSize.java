package io.headwater.ingest.transfer;

import io.headwater.ingest.source.Row;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.ReferencesTarget;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;

/** How large examples are on the wire. */
final class ExampleSize {
  /** Around a value: its key, the schema's id and the framing of a batch. */
  private static final int AROUND = 256;

  /** What an object takes besides its text, in characters; it matters in lists of numbers. */
  private static final int OF_AN_OBJECT = 8;

  private ExampleSize() {}

  /** Returns whether an example may be larger than so many bytes; cheap where it is far from it. */
  static boolean above(int largest, LabeledExample example) {
    boolean plain = // a label takes at most 256 characters
        example.getAttributes().isEmpty() && !(example.getTarget() instanceof ReferencesTarget);
    // The id is the key too. A character takes 3 bytes at most.
    long most = (characters(example) + example.getId().length()) * 3 + 4 * AROUND;
    return !(plain && most < largest) && bytes(example) > largest;
  }

  /** Returns how many characters an example's id, texts, references and attributes have. */
  static long characters(LabeledExample example) {
    long characters = (long) example.getText().length() + example.getId().length();
    characters += example.getTextPair() == null ? 0 : example.getTextPair().length();
    if (example.getTarget() instanceof ReferencesTarget references) {
      characters += characters(references.getReferences());
    }
    return example.getAttributes().isEmpty()
        ? characters
        : characters + characters(example.getAttributes());
  }

  /** Returns how many characters, or bytes of text not yet decoded, a row's values have. */
  static long characters(Row row) {
    return characters(
        row instanceof Row.Read read ? read.fields() : ((Row.Unreadable) row).excerpt());
  }

  private static long characters(Object value) {
    if (value instanceof CharSequence text) {
      return text.length();
    }
    if (value instanceof byte[] bytes) {
      return bytes.length;
    }
    if (value instanceof ByteBuffer bytes) {
      return bytes.remaining();
    }
    if (value instanceof Map<?, ?> several) {
      return characters(several.keySet()) + characters(several.values());
    }
    if (value instanceof Object[] several) {
      return characters(Arrays.asList(several));
    }
    if (value instanceof Collection<?> several) {
      long characters = 0;
      for (Object one : several) {
        characters += OF_AN_OBJECT + characters(one);
      }
      return characters;
    }
    return 0;
  }

  private static long bytes(LabeledExample example) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
      new SpecificDatumWriter<>(LabeledExample.class).write(example, encoder);
      encoder.flush();
      return bytes.size() + 3L * example.getId().length() + AROUND;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
