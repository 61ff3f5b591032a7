package io.headwater.evaluator.topology.internal;

import io.headwater.evaluator.topology.internal.Totals.Sums;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/** Writes the sums of a window. */
final class SumsCodec implements Codec<Sums> {

  @Override
  public void write(Sums sums, DataOutputStream out) throws IOException {
    out.writeLong(sums.count());
    out.writeDouble(sums.rouge1());
    out.writeDouble(sums.rouge2());
    out.writeDouble(sums.rougeL());
    out.writeLong(sums.firstVersion());
    out.writeLong(sums.lastVersion());
    out.writeLong(sums.firstAt());
    out.writeLong(sums.lastAt());
  }

  @Override
  public Sums read(DataInputStream in) throws IOException {
    return new Sums(
        in.readLong(),
        in.readDouble(),
        in.readDouble(),
        in.readDouble(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong());
  }
}
