package io.headwater.model.internal.network;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.headwater.model.internal.layout.BatchArrays;
import io.headwater.model.internal.layout.BatchArrays.Packed;
import io.headwater.model.internal.layout.Layout;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Sequences that lie end to end without padding, and the padded groups attention sees them in. The
 * documentation of {@code internal.layout} shows both.
 */
public final class PackedSequences {
  private final List<int[]> sequences;
  private final int[] order;
  private final int[] starts;
  private final int tokens;
  private final List<Group> groups;

  private PackedSequences(List<int[]> sequences, int[] order, List<Group> groups) {
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

  /** Packs sequences, longest first, in groups of similar length. */
  public static PackedSequences grouped(List<int[]> sequences) {
    int[] order =
        IntStream.range(0, sequences.size())
            .boxed()
            .sorted(Comparator.comparing(row -> -sequences.get(row).length))
            .mapToInt(Integer::intValue)
            .toArray();
    List<Group> groups = new ArrayList<>();
    int first = 0;
    for (int next = 1; next <= order.length; next++) {
      int longest = sequences.get(order[first]).length;
      // A group costs a fixed number of calls, padding costs attention: two thirds balances them.
      if (next == order.length || 3 * sequences.get(order[next]).length < 2 * longest) {
        groups.add(new Group(next - first, longest));
        first = next;
      }
    }
    return new PackedSequences(sequences, order, groups);
  }

  /** Packs sequences, in the order given, in one group. */
  public static PackedSequences together(List<int[]> sequences) {
    int longest = sequences.stream().mapToInt(s -> s.length).max().orElseThrow();
    int[] order = IntStream.range(0, sequences.size()).toArray();
    return new PackedSequences(sequences, order, List.of(new Group(sequences.size(), longest)));
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
    return groups.stream().mapToInt(group -> group.rows() * group.length()).sum();
  }

  /** Returns the arrays of {@link Packed}, with the groups in host memory. */
  public NDList arrays(NDManager manager, NDManager host, Staging staging) {
    long[] ids = new long[tokens];
    long[] positions = new long[tokens];
    long[] back = new long[tokens];
    long[] gather = new long[places()];
    int place = 0;
    int next = 0;
    for (Group group : groups) {
      for (int r = 0; r < group.rows(); r++) {
        int row = order[next++];
        int[] sequence = sequences.get(row);
        for (int i = 0; i < sequence.length; i++) {
          int token = starts[row] + i;
          ids[token] = sequence[i];
          positions[token] = i;
          back[token] = (long) place + i;
          gather[place + i] = token;
        }
        place += group.length(); // the rest stays 0: padding repeats the first token
      }
    }
    return Layout.arrays(
        Packed.class,
        part ->
            switch (part) {
              case IDS -> staging.longs(manager, ids);
              case POSITIONS -> staging.longs(manager, positions);
              case GATHER -> staging.longs(manager, gather);
              case BACK -> staging.longs(manager, back);
              case GROUPS -> staging.longs(host, shapes());
            });
  }

  private long[] shapes() {
    return groups.stream().flatMapToLong(group -> LongStream.of(group.shape())).toArray();
  }

  /** Rows that attention sees padded to one length. */
  private record Group(int rows, int length) {

    long[] shape() {
      return Layout.longs(
          BatchArrays.Group.class,
          name ->
              switch (name) {
                case ROWS -> rows;
                case LENGTH -> length;
              });
    }
  }
}
