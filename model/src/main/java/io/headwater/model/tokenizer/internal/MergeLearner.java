package io.headwater.model.tokenizer.internal;

import io.headwater.model.tokenizer.internal.PairIndex.Pair;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntConsumer;

/**
 * Learns the merges of byte-pair encoding (Sennrich et al., 2016) from counted pieces of text.
 *
 * <p>After each merge only the words that contain the pair are counted anew.
 */
public final class MergeLearner {
  /** Longer pieces are counted in parts; such runs say nothing about language. */
  private static final int LONGEST_PIECE = 256;

  private static final long LEAST_COUNT = 2;

  private final Map<String, Long> pieces = new HashMap<>();

  /** Counts the pieces of a text. */
  public void add(String text) {
    PreTokenizer.forEachPiece(text, piece -> pieces.merge(piece, 1L, Long::sum));
  }

  /**
   * Merges the most frequent pair of tokens until the vocabulary is full or no pair occurs twice.
   *
   * @param reserved tokens that take the first ids
   * @param size greatest number of tokens, at least those reserved and 256
   * @param progress called with the number of tokens after each merge
   */
  public BpeVocabulary learn(List<String> reserved, int size, IntConsumer progress) {
    List<String> tokens = new ArrayList<>(reserved);
    int[] idOfByte = new int[256];
    for (int b : ByteAlphabet.inCharacterOrder()) {
      idOfByte[b] = tokens.size();
      tokens.add(String.valueOf(ByteAlphabet.of(b)));
    }
    List<int[]> words = new ArrayList<>();
    List<Long> counts = new ArrayList<>();
    collectWords(idOfByte, words, counts);

    PairIndex index = new PairIndex();
    for (int w = 0; w < words.size(); w++) {
      int[] word = words.get(w);
      for (int i = 0; i + 1 < word.length; i++) {
        index.add(word[i], word[i + 1], w, counts.get(w));
      }
    }
    index.nominateAll();

    Map<String, Integer> ids = new HashMap<>();
    for (int id = 0; id < tokens.size(); id++) {
      ids.put(tokens.get(id), id);
    }
    List<BpeVocabulary.Merge> merges = new ArrayList<>();
    while (tokens.size() < size) {
      Optional<Pair> leader = index.leader(LEAST_COUNT);
      if (leader.isEmpty()) {
        break;
      }
      Pair pair = leader.get();
      String left = tokens.get(pair.left());
      String right = tokens.get(pair.right());
      // Two pairs may spell the same token; it keeps one id.
      Integer known = ids.putIfAbsent(left + right, tokens.size());
      int merged = known == null ? tokens.size() : known;
      if (known == null) {
        tokens.add(left + right);
      }
      merges.add(new BpeVocabulary.Merge(left, right));
      mergeEverywhere(pair, merged, index, words, counts);
      progress.accept(tokens.size());
    }
    return new BpeVocabulary(reserved, tokens, merges);
  }

  private void collectWords(int[] idOfByte, List<int[]> words, List<Long> counts) {
    Map<Character, Integer> idOfCharacter = new HashMap<>();
    for (int b = 0; b < 256; b++) {
      idOfCharacter.put(ByteAlphabet.of(b), idOfByte[b]);
    }
    // Sorted, so that nothing depends on the order of a hash table.
    for (String piece : pieces.keySet().stream().sorted().toList()) {
      int[] word =
          ByteAlphabet.spell(piece).chars().map(c -> idOfCharacter.get((char) c)).toArray();
      for (int from = 0; from < word.length; from += LONGEST_PIECE) {
        words.add(Arrays.copyOfRange(word, from, Math.min(word.length, from + LONGEST_PIECE)));
        counts.add(pieces.get(piece));
      }
    }
  }

  private static void mergeEverywhere(
      Pair pair, int merged, PairIndex index, List<int[]> words, List<Long> counts) {
    Set<Pair> risen = new HashSet<>();
    for (int w : index.remove(pair)) {
      int[] before = words.get(w);
      int[] after = merge(before, pair, merged);
      if (after.length == before.length) {
        continue;
      }
      long count = counts.get(w);
      for (int i = 0; i + 1 < before.length; i++) {
        index.adjust(before[i], before[i + 1], -count);
      }
      for (int i = 0; i + 1 < after.length; i++) {
        if (after[i] == merged || after[i + 1] == merged) {
          index.add(after[i], after[i + 1], w, count);
          risen.add(new Pair(after[i], after[i + 1]));
        } else {
          index.adjust(after[i], after[i + 1], count);
        }
      }
      words.set(w, after);
    }
    risen.forEach(index::nominate);
  }

  private static int[] merge(int[] word, Pair pair, int merged) {
    int[] result = new int[word.length];
    int size = 0;
    for (int i = 0; i < word.length; i++) {
      if (i + 1 < word.length && word[i] == pair.left() && word[i + 1] == pair.right()) {
        result[size++] = merged;
        i++;
      } else {
        result[size++] = word[i];
      }
    }
    return Arrays.copyOf(result, size);
  }
}
