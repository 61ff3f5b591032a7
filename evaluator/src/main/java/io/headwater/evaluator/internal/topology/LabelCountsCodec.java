package io.headwater.evaluator.internal.topology;

import io.headwater.evaluator.metric.ConfusionCounts.LabelCounts;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/** Writes and reads the counts of a label. */
final class LabelCountsCodec implements Codec<LabelCounts> {

  @Override
  public void write(LabelCounts counts, DataOutputStream out) throws IOException {
    out.writeLong(counts.truths());
    out.writeLong(counts.predictions());
    out.writeLong(counts.hits());
  }

  @Override
  public LabelCounts read(DataInputStream in) throws IOException {
    return new LabelCounts(in.readLong(), in.readLong(), in.readLong());
  }
}
