package io.headwater.evaluator.internal.topology;

import io.headwater.schemas.Split;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/** Writes and reads inputs of the join; truths are marked 0, guesses 1. */
final class JoinInputCodec implements Codec<JoinInput> {
  private final OutputValueCodec outputs = new OutputValueCodec();

  @Override
  public void write(JoinInput value, DataOutputStream out) throws IOException {
    if (value instanceof JoinInput.Truth truth) {
      out.writeByte(0);
      outputs.write(truth.output(), out);
    } else if (value instanceof JoinInput.Guess guess) {
      out.writeByte(1);
      write(guess, out);
    }
  }

  void write(JoinInput.Guess guess, DataOutputStream out) throws IOException {
    Codec.writeText(guess.model(), out);
    Codec.writeText(guess.task(), out);
    Codec.writeText(guess.split().name(), out);
    out.writeLong(guess.version());
    out.writeLong(guess.predictedAt());
    outputs.write(guess.output(), out);
  }

  @Override
  public JoinInput read(DataInputStream in) throws IOException {
    return in.readByte() == 0 ? new JoinInput.Truth(outputs.read(in)) : readGuess(in);
  }

  JoinInput.Guess readGuess(DataInputStream in) throws IOException {
    return new JoinInput.Guess(
        Codec.readText(in),
        Codec.readText(in),
        Split.valueOf(Codec.readText(in)),
        in.readLong(),
        in.readLong(),
        outputs.read(in));
  }
}
