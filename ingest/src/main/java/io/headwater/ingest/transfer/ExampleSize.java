package io.headwater.ingest.transfer;

import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.ReferencesTarget;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
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
    long characters = (long) example.getText().length() + example.getId().length() * 2L;
    characters += example.getTextPair() == null ? 0 : example.getTextPair().length();
    boolean plain =
        example.getAttributes().isEmpty() && !(example.getTarget() instanceof ReferencesTarget);
    // A character takes 3 bytes at most, a label at most 256 of them.
    return !(plain && characters * 3 + 4 * AROUND < largest) && bytes(example) > largest;
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
