package io.headwater.evaluator.internal.topology;

import io.headwater.evaluator.internal.topology.Totals.AnswerSums;
import io.headwater.evaluator.internal.topology.Totals.Sums;
import io.headwater.evaluator.internal.topology.Totals.TextSums;
import io.headwater.evaluator.metric.ScoreMoments;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/** Writes and reads the sums of a window. */
final class SumsCodec implements Codec<Sums> {

  @Override
  public void write(Sums sums, DataOutputStream out) throws IOException {
    out.writeLong(sums.count());
    out.writeLong(sums.texts().count());
    out.writeDouble(sums.texts().rouge1());
    out.writeDouble(sums.texts().rouge2());
    out.writeDouble(sums.texts().rougeL());
    out.writeDouble(sums.texts().rougeLsum());
    out.writeLong(sums.scores().count());
    out.writeDouble(sums.scores().firstTruth());
    out.writeDouble(sums.scores().firstPrediction());
    out.writeDouble(sums.scores().truthMean());
    out.writeDouble(sums.scores().predictionMean());
    out.writeDouble(sums.scores().truthSquares());
    out.writeDouble(sums.scores().predictionSquares());
    out.writeDouble(sums.scores().products());
    out.writeDouble(sums.scores().squaredErrors());
    out.writeDouble(sums.scores().absoluteErrors());
    out.writeLong(sums.firstVersion());
    out.writeLong(sums.lastVersion());
    out.writeLong(sums.firstAt());
    out.writeLong(sums.lastAt());
    out.writeLong(sums.answers().count());
    out.writeDouble(sums.answers().exact());
    out.writeDouble(sums.answers().f1());
  }

  @Override
  public Sums read(DataInputStream in) throws IOException {
    long count = in.readLong();
    TextSums texts =
        new TextSums(
            in.readLong(), in.readDouble(), in.readDouble(), in.readDouble(), in.readDouble());
    ScoreMoments scores =
        new ScoreMoments(
            in.readLong(),
            in.readDouble(),
            in.readDouble(),
            in.readDouble(),
            in.readDouble(),
            in.readDouble(),
            in.readDouble(),
            in.readDouble(),
            in.readDouble(),
            in.readDouble());
    long firstVersion = in.readLong();
    long lastVersion = in.readLong();
    long firstAt = in.readLong();
    long lastAt = in.readLong();
    return new Sums(
        count, texts, readAnswers(in), scores, firstVersion, lastVersion, firstAt, lastAt);
  }

  /** Reads the last sums, which records from before there were answers about passages lack. */
  private static AnswerSums readAnswers(DataInputStream in) throws IOException {
    return in.available() == 0
        ? AnswerSums.NONE
        : new AnswerSums(in.readLong(), in.readDouble(), in.readDouble());
  }
}
