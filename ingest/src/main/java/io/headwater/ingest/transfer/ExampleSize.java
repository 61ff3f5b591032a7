package io.headwater.ingest.transfer;

import io.headwater.ingest.source.Row;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.ReferencesTarget;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;

/** How large examples are on the wire. */
final class ExampleSize {
  /** Around a value: its key, the schema's id and the framing of a batch. */
  private static final int AROUND = 256;

  private ExampleSize() {}

  /** Returns whether an example may be larger than so many bytes; cheap where it is far from it. */
  static boolean above(int largest, LabeledExample example) {
    boolean plain = // a label takes at most 256 characters
        example.getAttributes().isEmpty() && !(example.getTarget() instanceof ReferencesTarget);
    // The id is the key too. A character takes 3 bytes at most.
    long most = (characters(example) + example.getId().length()) * 3 + 4 * AROUND;
    return !(plain && most < largest) && bytes(example) > largest;
  }

  /** Returns how many characters an example's id, texts and references have. */
  static long characters(LabeledExample example) {
    long characters = (long) example.getText().length() + example.getId().length();
    characters += example.getTextPair() == null ? 0 : example.getTextPair().length();
    return example.getTarget() instanceof ReferencesTarget references
        ? characters + characters(references.getReferences())
        : characters;
  }

  /** Returns how many characters, or bytes of text not yet decoded, a row's values have. */
  static long characters(Row row) {
    return row instanceof Row.Read read
        ? characters(read.fields().values())
        : ((Row.Unreadable) row).excerpt().length();
  }

  private static long characters(Collection<?> values) {
    long characters = 0;
    for (Object value : values) {
      if (value instanceof CharSequence text) {
        characters += text.length();
      } else if (value instanceof byte[] bytes) {
        characters += bytes.length;
      } else if (value instanceof Collection<?> several) {
        characters += characters(several);
      }
    }
    return characters;
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
