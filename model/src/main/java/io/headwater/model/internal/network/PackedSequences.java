package io.headwater.model.internal.network;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.headwater.model.ModelConfig;
import io.headwater.model.internal.layout.BatchArrays;
import io.headwater.model.internal.layout.BatchArrays.Packed;
import io.headwater.model.internal.layout.Layout;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
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
  private final int[] ranks;
  private final int tokens;
  private final List<Group> groups;
  private final Optional<TokenTypes> types;
  private final int firstPosition;

  private PackedSequences(
      List<int[]> sequences,
      int[] order,
      List<Group> groups,
      Optional<TokenTypes> types,
      int firstPosition) {
    this.sequences = sequences;
    this.order = order;
    this.groups = groups;
    this.types = types;
    this.firstPosition = firstPosition;
    this.starts = new int[order.length];
    this.ranks = new int[order.length];
    int start = 0;
    for (int rank = 0; rank < order.length; rank++) {
      int row = order[rank];
      ranks[row] = rank;
      starts[row] = start;
      start += sequences.get(row).length;
    }
    this.tokens = start;
  }

  /** Packs sequences of a trunk, longest first, in groups of similar length. */
  public static PackedSequences of(ModelConfig config, List<int[]> sequences) {
    return config.family().isCausal()
        ? grouped(sequences)
        : grouped(sequences, true, TokenTypes.of(config), config.firstPosition());
  }

  /** Packs sequences of a causal trunk, longest first, in groups of similar length. */
  public static PackedSequences grouped(List<int[]> sequences) {
    return grouped(sequences, false, Optional.empty(), 0);
  }

  private static PackedSequences grouped(
      List<int[]> sequences, boolean wholeRows, Optional<TokenTypes> types, int firstPosition) {
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
        boolean padded = sequences.get(order[next - 1]).length < longest;
        groups.add(new Group(next - first, longest, wholeRows && padded));
        first = next;
      }
    }
    return new PackedSequences(sequences, order, groups, types, firstPosition);
  }

  /** Packs sequences of a causal trunk, in the order given, in one group. */
  public static PackedSequences together(List<int[]> sequences) {
    int longest = sequences.stream().mapToInt(s -> s.length).max().orElseThrow();
    int[] order = IntStream.range(0, sequences.size()).toArray();
    return new PackedSequences(
        sequences,
        order,
        List.of(new Group(sequences.size(), longest, false)),
        Optional.empty(),
        0);
  }

  /** Returns the packed position of a sequence's first token. */
  public int start(int row) {
    return starts[row];
  }

  /** Returns the place of a sequence among the packed ones. */
  public int rank(int row) {
    return ranks[row];
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
          positions[token] = (long) firstPosition + i;
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
              case TYPES -> staging.longs(manager, types.map(this::types).orElse(new long[] {0}));
              case GATHER -> staging.longs(manager, gather);
              case BACK -> staging.longs(manager, back);
              case LENGTHS -> staging.longs(manager, lengths());
              case GROUPS -> staging.longs(host, shapes());
            });
  }

  private long[] types(TokenTypes of) {
    return IntStream.of(order)
        .mapToObj(row -> of.types(sequences.get(row)))
        .flatMapToLong(LongStream::of)
        .toArray();
  }

  private long[] lengths() {
    return IntStream.of(order).mapToLong(row -> sequences.get(row).length).toArray();
  }

  private long[] shapes() {
    return groups.stream().flatMapToLong(group -> LongStream.of(group.shape())).toArray();
  }

  /**
   * Rows that attention sees padded to one length.
   *
   * @param masked whether the padding must be hidden, since attention sees whole rows
   */
  private record Group(int rows, int length, boolean masked) {

    long[] shape() {
      return Layout.longs(
          BatchArrays.Group.class,
          name ->
              switch (name) {
                case ROWS -> rows;
                case LENGTH -> length;
                case MASKED -> masked ? 1 : 0;
              });
    }
  }
}
