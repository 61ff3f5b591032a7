package io.headwater.evaluator.internal.topology;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Writes and reads values; labels are marked 0, texts 1, scores 2, answers 3. */
final class OutputValueCodec implements Codec<OutputValue> {

  @Override
  public void write(OutputValue value, DataOutputStream out) throws IOException {
    if (value instanceof OutputValue.Label label) {
      out.writeByte(0);
      Codec.writeText(label.label(), out);
    } else if (value instanceof OutputValue.Texts texts) {
      out.writeByte(1);
      writeTexts(texts.texts(), out);
    } else if (value instanceof OutputValue.Answers answers) {
      out.writeByte(3);
      writeTexts(answers.texts(), out);
    } else if (value instanceof OutputValue.Score score) {
      out.writeByte(2);
      out.writeDouble(score.score());
    }
  }

  @Override
  public OutputValue read(DataInputStream in) throws IOException {
    byte mark = in.readByte();
    return switch (mark) {
      case 0 -> new OutputValue.Label(Codec.readText(in));
      case 1 -> new OutputValue.Texts(readTexts(in));
      case 2 -> new OutputValue.Score(in.readDouble());
      case 3 -> new OutputValue.Answers(readTexts(in));
      default -> throw new IOException("an outcome is marked " + mark);
    };
  }

  private static void writeTexts(List<String> texts, DataOutputStream out) throws IOException {
    out.writeInt(texts.size());
    for (String text : texts) {
      Codec.writeText(text, out);
    }
  }

  private static List<String> readTexts(DataInputStream in) throws IOException {
    int size = in.readInt();
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      texts.add(Codec.readText(in));
    }
    return texts;
  }
}
