package io.headwater.evaluator.internal.topology;

import io.headwater.evaluator.internal.topology.JoinInput.Guess;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is known about one example.
 *
 * @param since when its first record arrived, epoch milliseconds
 * @param truth its label, once it has arrived
 * @param waiting predictions that wait for the label
 * @param scored identities of the predictions that were joined with the label
 */
record JoinState(long since, Optional<OutputValue> truth, List<Guess> waiting, Set<String> scored) {
  private static final int MOST_WAITING = 16;
  private static final int MOST_SCORED = 1_000;

  JoinState {
    waiting = List.copyOf(waiting);
    scored = Set.copyOf(scored);
  }

  static JoinState empty(long since) {
    return new JoinState(since, Optional.empty(), List.of(), Set.of());
  }

  boolean holds(Guess guess) {
    return scored.contains(guess.identity())
        || waiting.stream().anyMatch(other -> other.identity().equals(guess.identity()));
  }

  /**
   * Returns whether the state has its maximum size; a record too large for a broker would stop the
   * topology.
   */
  boolean isFull() {
    return waiting.size() >= MOST_WAITING || scored.size() >= MOST_SCORED;
  }

  JoinState await(Guess guess) {
    List<Guess> more = new ArrayList<>(waiting);
    more.add(guess);
    return new JoinState(since, truth, more, scored);
  }

  JoinState score(Guess guess) {
    Set<String> more = new HashSet<>(scored);
    more.add(guess.identity());
    return new JoinState(since, truth, waiting, more);
  }

  /** Returns the state with the label, in which all waiting predictions count as scored. */
  JoinState label(OutputValue output) {
    Set<String> more = new HashSet<>(scored);
    waiting.forEach(guess -> more.add(guess.identity()));
    return new JoinState(since, Optional.of(output), List.of(), more);
  }

  /** Writes and reads states. */
  static final class StateCodec implements Codec<JoinState> {
    private final OutputValueCodec outputs = new OutputValueCodec();
    private final JoinInputCodec inputs = new JoinInputCodec();

    @Override
    public void write(JoinState state, DataOutputStream out) throws IOException {
      out.writeLong(state.since);
      out.writeBoolean(state.truth.isPresent());
      if (state.truth.isPresent()) {
        outputs.write(state.truth.get(), out);
      }
      out.writeInt(state.waiting.size());
      for (Guess guess : state.waiting) {
        inputs.write(guess, out);
      }
      out.writeInt(state.scored.size());
      for (String identity : state.scored) {
        Codec.writeText(identity, out);
      }
    }

    @Override
    public JoinState read(DataInputStream in) throws IOException {
      long since = in.readLong();
      Optional<OutputValue> truth =
          in.readBoolean() ? Optional.of(outputs.read(in)) : Optional.empty();
      List<Guess> waiting = new ArrayList<>();
      for (int left = in.readInt(); left > 0; left--) {
        waiting.add(inputs.readGuess(in));
      }
      Set<String> scored = new HashSet<>();
      for (int left = in.readInt(); left > 0; left--) {
        scored.add(Codec.readText(in));
      }
      return new JoinState(since, truth, waiting, scored);
    }
  }
}
