package io.headwater.model.tokenizer.internal;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * Counts how often each pair of neighbouring tokens occurs and in which words, and finds the
 * leader.
 *
 * <p>The queue is lazy: it may hold a pair at a count that has since fallen, which is noticed when
 * the pair comes up. The leader is the most frequent pair and, among equals, the one with the
 * smaller ids, so that it depends on the text alone.
 */
final class PairIndex {

  /** Two neighbouring tokens. */
  record Pair(int left, int right) {
    /** Spreads small ids; with the default, many pairs would collide. */
    @Override
    public int hashCode() {
      int mixed = left * 0x9E3779B1 + right;
      return mixed ^ (mixed >>> 15);
    }
  }

  private record Candidate(Pair pair, long count) {}

  private static final class Occurrences {
    private long count;
    private int[] words = new int[4];
    private int size;

    void addWord(int word) {
      if (size > 0 && words[size - 1] == word) {
        return;
      }
      if (size == words.length) {
        words = Arrays.copyOf(words, 2 * size);
      }
      words[size++] = word;
    }
  }

  private static final Comparator<Candidate> ORDER =
      Comparator.comparingLong(Candidate::count)
          .reversed()
          .thenComparingInt(c -> c.pair().left())
          .thenComparingInt(c -> c.pair().right());

  private final Map<Pair, Occurrences> pairs = new HashMap<>();
  private final PriorityQueue<Candidate> queue = new PriorityQueue<>(ORDER);

  /** Adds {@code count} occurrences of a pair in a word. */
  void add(int left, int right, int word, long count) {
    Occurrences occurrences =
        pairs.computeIfAbsent(new Pair(left, right), pair -> new Occurrences());
    occurrences.count += count;
    occurrences.addWord(word);
  }

  /**
   * Adds {@code count} occurrences, or removes them if negative, in words already known for a pair.
   */
  void adjust(int left, int right, long count) {
    Occurrences occurrences = pairs.get(new Pair(left, right));
    if (occurrences != null) {
      occurrences.count += count;
    }
  }

  /** Makes a fully counted pair a candidate for the leader. */
  void nominate(Pair pair) {
    Occurrences occurrences = pairs.get(pair);
    if (occurrences != null && occurrences.count > 0) {
      queue.add(new Candidate(pair, occurrences.count));
    }
  }

  /** Makes every pair a candidate for the leader. */
  void nominateAll() {
    pairs.keySet().forEach(this::nominate);
  }

  /** Returns the leading pair if it occurs at least {@code least} times. */
  Optional<Pair> leader(long least) {
    for (Candidate top = queue.poll(); top != null; top = queue.poll()) {
      Occurrences occurrences = pairs.get(top.pair());
      if (occurrences == null) {
        continue;
      }
      if (occurrences.count == top.count()) {
        return top.count() >= least ? Optional.of(top.pair()) : Optional.empty();
      }
      nominate(top.pair());
    }
    return Optional.empty();
  }

  /** Forgets a pair and returns the words it may occur in, some perhaps twice. */
  int[] remove(Pair pair) {
    Occurrences occurrences = pairs.remove(pair);
    return occurrences == null ? new int[0] : Arrays.copyOf(occurrences.words, occurrences.size);
  }
}
