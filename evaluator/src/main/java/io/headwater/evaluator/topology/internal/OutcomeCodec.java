package io.headwater.evaluator.topology.internal;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Labels are marked 0, texts 1. */
final class OutcomeCodec implements Codec<Outcome> {

  @Override
  public void write(Outcome value, DataOutputStream out) throws IOException {
    if (value instanceof Outcome.Label label) {
      out.writeByte(0);
      Codec.writeText(label.label(), out);
    } else if (value instanceof Outcome.Texts texts) {
      out.writeByte(1);
      out.writeInt(texts.texts().size());
      for (String text : texts.texts()) {
        Codec.writeText(text, out);
      }
    }
  }

  @Override
  public Outcome read(DataInputStream in) throws IOException {
    if (in.readByte() == 0) {
      return new Outcome.Label(Codec.readText(in));
    }
    int size = in.readInt();
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      texts.add(Codec.readText(in));
    }
    return new Outcome.Texts(texts);
  }
}
