package io.headwater.evaluator.internal.topology;

import io.headwater.evaluator.internal.topology.ScoredPrediction.Score;
import io.headwater.schemas.Split;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * Writes and reads scored predictions; scores of labels are marked 0, of numbers 2, of texts 3, of
 * answers about passages 4.
 */
final class ScoredPredictionCodec implements Codec<ScoredPrediction> {

  @Override
  public void write(ScoredPrediction value, DataOutputStream out) throws IOException {
    Codec.writeText(value.model(), out);
    Codec.writeText(value.task(), out);
    Codec.writeText(value.split().name(), out);
    out.writeLong(value.version());
    out.writeLong(value.predictedAt());
    if (value.score() instanceof Score.OfLabel label) {
      out.writeByte(0);
      Codec.writeText(label.truth(), out);
      Codec.writeText(label.prediction(), out);
    } else if (value.score() instanceof Score.OfText text) {
      out.writeByte(3);
      out.writeDouble(text.rouge1());
      out.writeDouble(text.rouge2());
      out.writeDouble(text.rougeL());
      out.writeDouble(text.rougeLsum());
    } else if (value.score() instanceof Score.OfAnswer answer) {
      out.writeByte(4);
      out.writeDouble(answer.exact());
      out.writeDouble(answer.f1());
    } else if (value.score() instanceof Score.OfScore score) {
      out.writeByte(2);
      out.writeDouble(score.truth());
      out.writeDouble(score.prediction());
    }
  }

  @Override
  public ScoredPrediction read(DataInputStream in) throws IOException {
    return new ScoredPrediction(
        Codec.readText(in),
        Codec.readText(in),
        Split.valueOf(Codec.readText(in)),
        in.readLong(),
        in.readLong(),
        readScore(in));
  }

  private static Score readScore(DataInputStream in) throws IOException {
    byte mark = in.readByte();
    return switch (mark) {
      case 0 -> new Score.OfLabel(Codec.readText(in), Codec.readText(in));
      case 1 -> readTextOfOneLine(in);
      case 2 -> new Score.OfScore(in.readDouble(), in.readDouble());
      case 3 ->
          new Score.OfText(in.readDouble(), in.readDouble(), in.readDouble(), in.readDouble());
      case 4 -> new Score.OfAnswer(in.readDouble(), in.readDouble());
      default -> throw new IOException("a score is marked " + mark);
    };
  }

  /**
   * Reads a score from before ROUGE-Lsum was stored; for texts of one line, ROUGE-Lsum equals
   * ROUGE-L.
   */
  private static Score readTextOfOneLine(DataInputStream in) throws IOException {
    double rouge1 = in.readDouble();
    double rouge2 = in.readDouble();
    double rougeL = in.readDouble();
    return new Score.OfText(rouge1, rouge2, rougeL, rougeL);
  }
}
