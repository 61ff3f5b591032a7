package io.headwater.evaluator.topology.internal;

import io.headwater.evaluator.topology.internal.ScoredPrediction.Score;
import io.headwater.schemas.Split;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/** Scores of labels are marked 0, those of texts 1. */
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
      out.writeByte(1);
      out.writeDouble(text.rouge1());
      out.writeDouble(text.rouge2());
      out.writeDouble(text.rougeL());
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
        in.readByte() == 0
            ? new Score.OfLabel(Codec.readText(in), Codec.readText(in))
            : new Score.OfText(in.readDouble(), in.readDouble(), in.readDouble()));
  }
}
