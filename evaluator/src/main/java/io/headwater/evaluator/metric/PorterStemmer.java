package io.headwater.evaluator.metric;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Porter's stemmer with NLTK's extensions, so that ROUGE equals rouge_score.
 *
 * <p>The algorithm is Porter, "An algorithm for suffix stripping", Program 14.3 (1980). NLTK
 * deviates from it in the irregular words, short words in -ies and -ied, -y, -alli, -bli, -fulli,
 * -logi, and the closed syllable of two letters.
 */
final class PorterStemmer {
  private static final Map<String, String> IRREGULAR =
      Map.ofEntries(
          Map.entry("sky", "sky"),
          Map.entry("skies", "sky"),
          Map.entry("dying", "die"),
          Map.entry("lying", "lie"),
          Map.entry("tying", "tie"),
          Map.entry("news", "news"),
          Map.entry("inning", "inning"),
          Map.entry("innings", "inning"),
          Map.entry("outing", "outing"),
          Map.entry("outings", "outing"),
          Map.entry("canning", "canning"),
          Map.entry("cannings", "canning"),
          Map.entry("howe", "howe"),
          Map.entry("proceed", "proceed"),
          Map.entry("exceed", "exceed"),
          Map.entry("succeed", "succeed"));

  private static final List<Rule> STEP_1A =
      List.of(
          new Rule("sses", "ss", PorterStemmer::always),
          new Rule("ies", "i", PorterStemmer::always),
          new Rule("ss", "ss", PorterStemmer::always),
          new Rule("s", "", PorterStemmer::always));

  private static final List<Rule> STEP_2 =
      List.of(
          new Rule("ational", "ate", PorterStemmer::measureAbove0),
          new Rule("tional", "tion", PorterStemmer::measureAbove0),
          new Rule("enci", "ence", PorterStemmer::measureAbove0),
          new Rule("anci", "ance", PorterStemmer::measureAbove0),
          new Rule("izer", "ize", PorterStemmer::measureAbove0),
          new Rule("bli", "ble", PorterStemmer::measureAbove0),
          new Rule("alli", "al", PorterStemmer::measureAbove0),
          new Rule("entli", "ent", PorterStemmer::measureAbove0),
          new Rule("eli", "e", PorterStemmer::measureAbove0),
          new Rule("ousli", "ous", PorterStemmer::measureAbove0),
          new Rule("ization", "ize", PorterStemmer::measureAbove0),
          new Rule("ation", "ate", PorterStemmer::measureAbove0),
          new Rule("ator", "ate", PorterStemmer::measureAbove0),
          new Rule("alism", "al", PorterStemmer::measureAbove0),
          new Rule("iveness", "ive", PorterStemmer::measureAbove0),
          new Rule("fulness", "ful", PorterStemmer::measureAbove0),
          new Rule("ousness", "ous", PorterStemmer::measureAbove0),
          new Rule("aliti", "al", PorterStemmer::measureAbove0),
          new Rule("iviti", "ive", PorterStemmer::measureAbove0),
          new Rule("biliti", "ble", PorterStemmer::measureAbove0),
          new Rule("fulli", "ful", PorterStemmer::measureAbove0),
          // the measure includes the l that the suffix starts with
          new Rule("logi", "log", stem -> measure(stem + "l") > 0));

  private static final List<Rule> STEP_3 =
      List.of(
          new Rule("icate", "ic", PorterStemmer::measureAbove0),
          new Rule("ative", "", PorterStemmer::measureAbove0),
          new Rule("alize", "al", PorterStemmer::measureAbove0),
          new Rule("iciti", "ic", PorterStemmer::measureAbove0),
          new Rule("ical", "ic", PorterStemmer::measureAbove0),
          new Rule("ful", "", PorterStemmer::measureAbove0),
          new Rule("ness", "", PorterStemmer::measureAbove0));

  private static final List<Rule> STEP_4 =
      List.of(
          new Rule("al", "", PorterStemmer::measureAbove1),
          new Rule("ance", "", PorterStemmer::measureAbove1),
          new Rule("ence", "", PorterStemmer::measureAbove1),
          new Rule("er", "", PorterStemmer::measureAbove1),
          new Rule("ic", "", PorterStemmer::measureAbove1),
          new Rule("able", "", PorterStemmer::measureAbove1),
          new Rule("ible", "", PorterStemmer::measureAbove1),
          new Rule("ant", "", PorterStemmer::measureAbove1),
          new Rule("ement", "", PorterStemmer::measureAbove1),
          new Rule("ment", "", PorterStemmer::measureAbove1),
          new Rule("ent", "", PorterStemmer::measureAbove1),
          new Rule(
              "ion", "", stem -> measure(stem) > 1 && (stem.endsWith("s") || stem.endsWith("t"))),
          new Rule("ou", "", PorterStemmer::measureAbove1),
          new Rule("ism", "", PorterStemmer::measureAbove1),
          new Rule("ate", "", PorterStemmer::measureAbove1),
          new Rule("iti", "", PorterStemmer::measureAbove1),
          new Rule("ous", "", PorterStemmer::measureAbove1),
          new Rule("ive", "", PorterStemmer::measureAbove1),
          new Rule("ize", "", PorterStemmer::measureAbove1));

  private PorterStemmer() {}

  /** Returns the stem of a word of lower-case letters and digits. */
  static String stem(String word) {
    String irregular = IRREGULAR.get(word);
    if (irregular != null) {
      return irregular;
    }
    if (word.length() <= 2) {
      return word;
    }
    String stem = removePlural(word);
    stem = removePastAndParticiple(stem);
    stem = softenFinalY(stem);
    stem = shortenDoubleSuffix(stem);
    stem = firstApplicable(stem, STEP_3);
    stem = firstApplicable(stem, STEP_4);
    stem = removeFinalE(stem);
    return stem.endsWith("ll") && measure(withoutLast(stem, 1)) > 1 ? withoutLast(stem, 1) : stem;
  }

  private static String removePlural(String word) {
    return word.length() == 4 && word.endsWith("ies")
        ? withoutLast(word, 1)
        : firstApplicable(word, STEP_1A);
  }

  private static String removePastAndParticiple(String word) {
    if (word.endsWith("ied")) {
      return withoutLast(word, word.length() == 4 ? 1 : 2);
    }
    if (word.endsWith("eed")) {
      return measure(withoutLast(word, 3)) > 0 ? withoutLast(word, 1) : word;
    }
    if (word.endsWith("ed") && containsVowel(withoutLast(word, 2))) {
      return repairStem(withoutLast(word, 2));
    }
    if (word.endsWith("ing") && containsVowel(withoutLast(word, 3))) {
      return repairStem(withoutLast(word, 3));
    }
    return word;
  }

  private static String repairStem(String stem) {
    if (stem.endsWith("at") || stem.endsWith("bl") || stem.endsWith("iz")) {
      return stem + "e";
    }
    if (endsInDoubleConsonant(stem)) {
      char last = stem.charAt(stem.length() - 1);
      return last == 'l' || last == 's' || last == 'z' ? stem : withoutLast(stem, 1);
    }
    return measure(stem) == 1 && endsInClosedSyllable(stem) ? stem + "e" : stem;
  }

  private static String softenFinalY(String word) {
    boolean afterConsonant =
        word.length() > 2 && word.endsWith("y") && isConsonant(word, word.length() - 2);
    return afterConsonant ? withoutLast(word, 1) + "i" : word;
  }

  private static String shortenDoubleSuffix(String word) {
    return word.endsWith("alli") && measure(withoutLast(word, 4)) > 0
        ? shortenDoubleSuffix(withoutLast(word, 2))
        : firstApplicable(word, STEP_2);
  }

  private static String removeFinalE(String word) {
    if (!word.endsWith("e")) {
      return word;
    }
    String stem = withoutLast(word, 1);
    int measure = measure(stem);
    return measure > 1 || (measure == 1 && !endsInClosedSyllable(stem)) ? stem : word;
  }

  /**
   * Applies the first rule whose suffix matches; if its condition fails, no later rule is tried.
   */
  private static String firstApplicable(String word, List<Rule> rules) {
    for (Rule rule : rules) {
      if (word.endsWith(rule.suffix())) {
        String stem = withoutLast(word, rule.suffix().length());
        return rule.condition().test(stem) ? stem + rule.replacement() : word;
      }
    }
    return word;
  }

  private static String withoutLast(String word, int letters) {
    return word.substring(0, word.length() - letters);
  }

  private static boolean always(String stem) {
    return true;
  }

  private static boolean measureAbove0(String stem) {
    return measure(stem) > 0;
  }

  private static boolean measureAbove1(String stem) {
    return measure(stem) > 1;
  }

  /** Returns the measure of a stem: m in the form [C](VC)^m[V]. */
  private static int measure(String stem) {
    int measure = 0;
    boolean previous = true;
    for (int i = 0; i < stem.length(); i++) {
      boolean consonant = consonantAfter(stem.charAt(i), i > 0 && previous);
      if (consonant && i > 0 && !previous) {
        measure++;
      }
      previous = consonant;
    }
    return measure;
  }

  private static boolean containsVowel(String stem) {
    boolean previous = false;
    for (int i = 0; i < stem.length(); i++) {
      previous = consonantAfter(stem.charAt(i), previous);
      if (!previous) {
        return true;
      }
    }
    return false;
  }

  private static boolean isConsonant(String word, int index) {
    boolean consonant = false;
    int first = index;
    while (first > 0 && word.charAt(first) == 'y') {
      first--;
    }
    for (int i = first; i <= index; i++) {
      consonant = consonantAfter(word.charAt(i), i > 0 && consonant);
    }
    return consonant;
  }

  /** Returns whether a letter is a consonant; y is one unless it follows a consonant. */
  private static boolean consonantAfter(char letter, boolean afterConsonant) {
    return switch (letter) {
      case 'a', 'e', 'i', 'o', 'u' -> false;
      case 'y' -> !afterConsonant;
      default -> true;
    };
  }

  private static boolean endsInDoubleConsonant(String word) {
    int last = word.length() - 1;
    return last >= 1 && word.charAt(last) == word.charAt(last - 1) && isConsonant(word, last);
  }

  private static boolean endsInClosedSyllable(String word) {
    int length = word.length();
    if (length == 2) {
      return !isConsonant(word, 0) && isConsonant(word, 1);
    }
    if (length < 3) {
      return false;
    }
    char last = word.charAt(length - 1);
    return isConsonant(word, length - 3)
        && !isConsonant(word, length - 2)
        && isConsonant(word, length - 1)
        && last != 'w'
        && last != 'x'
        && last != 'y';
  }

  private record Rule(String suffix, String replacement, Predicate<String> condition) {}
}
