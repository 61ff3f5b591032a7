package io.headwater.model.internal.network;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Sequences laid one behind the other without padding, longest first, with the padded groups that
 * attention sees.
 */
public final class PackedSequences {
  private final List<int[]> sequences;
  private final int[] order;
  private final int[] starts;
  private final int tokens;
  private final List<int[]> groups;

  private PackedSequences(List<int[]> sequences, int[] order, List<int[]> groups) {
    this.sequences = sequences;
    this.order = order;
    this.groups = groups;
    this.starts = new int[order.length];
    int start = 0;
    for (int row : order) {
      starts[row] = start;
      start += sequences.get(row).length;
    }
    this.tokens = start;
  }

  /** Packs sequences in groups of similar length. */
  public static PackedSequences grouped(List<int[]> sequences) {
    int[] order =
        IntStream.range(0, sequences.size())
            .boxed()
            .sorted(Comparator.comparing(row -> -sequences.get(row).length))
            .mapToInt(Integer::intValue)
            .toArray();
    List<int[]> groups = new ArrayList<>();
    for (int row : order) {
      int length = sequences.get(row).length;
      int[] last = groups.isEmpty() ? null : groups.get(groups.size() - 1);
      // A group costs a fixed number of calls, padding costs attention: two thirds balances them.
      if (last == null || 3 * length < 2 * last[1]) {
        groups.add(new int[] {1, length});
      } else {
        last[0]++;
      }
    }
    return new PackedSequences(sequences, order, groups);
  }

  /** Packs sequences, in their order, in one group. */
  public static PackedSequences together(List<int[]> sequences) {
    int longest = sequences.stream().mapToInt(s -> s.length).max().orElseThrow();
    int[] order = IntStream.range(0, sequences.size()).toArray();
    return new PackedSequences(sequences, order, List.of(new int[] {sequences.size(), longest}));
  }

  /** Returns the packed position of a sequence's first token. */
  public int start(int row) {
    return starts[row];
  }

  /** Returns the number of tokens. */
  public int tokens() {
    return tokens;
  }

  /** Returns the number of places attention sees, padding included. */
  public int places() {
    return groups.stream().mapToInt(g -> g[0] * g[1]).sum();
  }

  /** Returns ids, positions, gather, back and groups, as the programs take them. */
  public NDList arrays(NDManager manager, NDManager host, Staging staging) {
    long[] ids = new long[tokens];
    long[] positions = new long[tokens];
    long[] back = new long[tokens];
    long[] gather = new long[places()];
    long[] shapes = new long[2 * groups.size()];
    int place = 0;
    int next = 0;
    for (int g = 0; g < groups.size(); g++) {
      int[] group = groups.get(g);
      shapes[2 * g] = group[0];
      shapes[2 * g + 1] = group[1];
      for (int r = 0; r < group[0]; r++) {
        int row = order[next++];
        int[] sequence = sequences.get(row);
        for (int i = 0; i < sequence.length; i++) {
          int token = starts[row] + i;
          ids[token] = sequence[i];
          positions[token] = i;
          back[token] = (long) place + i;
          gather[place + i] = token;
        }
        place += group[1]; // the rest stays 0: padding repeats the first token, and nobody looks
      }
    }
    return new NDList(
        staging.longs(manager, ids),
        staging.longs(manager, positions),
        staging.longs(manager, gather),
        staging.longs(manager, back),
        staging.longs(host, shapes));
  }
}
