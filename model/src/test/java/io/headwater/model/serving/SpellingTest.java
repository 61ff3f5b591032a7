package io.headwater.model.serving;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.model.Activation;
import io.headwater.model.Pooling;
import io.headwater.model.TestModels;
import io.headwater.model.inference.WrittenText;
import io.headwater.model.pretrained.PretrainedFolders;
import io.headwater.model.tokenizer.SampleWordPieces;
import io.headwater.model.tokenizer.Tokenizer;
import io.headwater.model.tokenizer.Tokenizers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;

class SpellingTest {
  private static final int LIMIT = 64;
  private static final Tokenizer TOKENIZER = Tokenizers.load(SampleWordPieces.json());
  private static final InputText INPUTS =
      InputText.of(TestModels.encoder(Pooling.MEAN, Activation.GELU), TOKENIZER);
  private static final Spelling SPELLING = new Spelling(TOKENIZER);

  @AfterContainer
  static void close() {
    TOKENIZER.close();
  }

  @Example
  void shouldSpellCopiedWordsAsTheInputDoes() {
    // [CLS] get ##ter of k ##a ##f ##k ##a [SEP]
    String text = "Getter of Kafka";
    assertThat(TOKENIZER.encode(text, LIMIT)).hasSize(8);
    assertThat(spelled(text, tokens("of", "get", "##ter"), -1, 1, 2)).isEqualTo("of Getter");
    assertThat(spelled(text, tokens("k", "##a", "##f", "##k", "##a", "of"), 4, 5, 6, 7, 8, -1))
        .isEqualTo("Kafka of");
  }

  @Example
  void shouldKeepWhatStandsBetweenWordsThatFollowEachOther() {
    // [CLS] get ( a ) , of [SEP]
    String text = "Get(A),\n  of";
    assertThat(spelled(text, tokens("get", "(", "a", ")", ",", "of"), 1, 2, 3, 4, 5, 6))
        .isEqualTo("Get(A), of");
    assertThat(spelled(text, tokens("of", "(", "a", ")"), -1, 2, 3, 4)).isEqualTo("of (A)");
    assertThat(spelled(text, tokens("get", "of", ","), 1, 6, 5)).isEqualTo("Get of,");
  }

  @Example
  void shouldSpellAWordWhoseLastTokensAloneWereCopied() {
    assertThat(spelled("a Getter", tokens("get", "##ter"), -1, 3)).isEqualTo("Getter");
  }

  @Example
  void shouldSpellAWordBeyondTheLimitToItsEnd() {
    assertThat(spelled("a Kafka of", tokens("k", "##a"), 2, 3)).isEqualTo("Kafka");
  }

  @Example
  void shouldSpellAWordThatTheVocabularyLacks() {
    // [CLS] get [UNK] [SEP]
    assertThat(spelled("get Straße", tokens("get", "[UNK]"), -1, 2)).isEqualTo("get Straße");
  }

  @Example
  void shouldSpellWordsOfBothTexts() {
    List<PlacedText> texts = INPUTS.texts("Get A", Optional.of("Of B"), LIMIT);
    int[] input = INPUTS.encode("Get A", Optional.of("Of B"), LIMIT);
    // [CLS] get a [SEP] of b [SEP]
    int[] places = {5, 1, 4, 2};
    int[] tokens = Arrays.stream(places).map(place -> input[place]).toArray();
    assertThat(SPELLING.of(new WrittenText(tokens, places), texts)).isEqualTo("B Get Of A");
  }

  @Example
  void shouldLeaveTheTokensOfAVocabularyThatMarksWordsAsTheyAre() throws IOException {
    try (Tokenizer tokenizer = Tokenizers.load(PretrainedFolders.path("roberta"))) {
      // th er, of which the first is copied
      int[] tokens = tokenizer.encode("ther numbers of", LIMIT);
      int[] places = new int[tokens.length];
      Arrays.fill(places, -1);
      places[0] = 1;
      PlacedText text = new PlacedText("the", tokenizer.tokens("the", LIMIT), 1);
      assertThat(new Spelling(tokenizer).of(new WrittenText(tokens, places), List.of(text)))
          .isEqualTo("ther numbers of");
    }
  }

  @Example
  void shouldDecodeWhatWasNotCopied() {
    int[] tokens = tokens("get", "##ter", "of", ",", "a");
    assertThat(spelled("Getter of A", tokens, -1, -1, -1, -1, -1))
        .isEqualTo(TOKENIZER.decode(tokens))
        .isEqualTo("getter of, a");
  }

  @Property
  void shouldGiveBackATextThatIsCopiedWhole(@ForAll("texts") String text) {
    int[] input = INPUTS.encode(text, Optional.empty(), 1000);
    int[] places = IntStream.range(1, input.length - 1).toArray();
    int[] tokens = Arrays.stream(places).map(place -> input[place]).toArray();
    WrittenText written = new WrittenText(tokens, places);
    assertThat(SPELLING.of(written, INPUTS.texts(text, Optional.empty(), 1000)))
        .isEqualTo(text.strip().replaceAll("\\s+", " "));
  }

  @Property
  void shouldSpellNoPartOfAWord(
      @ForAll("texts") String text, @ForAll List<Integer> order, @ForAll int cut) {
    int[] input = INPUTS.encode(text, Optional.empty(), LIMIT);
    List<List<Integer>> words = words(input);
    List<Integer> places = new ArrayList<>();
    order.forEach(at -> places.addAll(words.get(Math.floorMod(at, words.size()))));
    int length = Math.floorMod(cut, places.size() + 1);
    int[] copied = places.stream().limit(length).mapToInt(Integer::intValue).toArray();
    int[] tokens = Arrays.stream(copied).map(place -> input[place]).toArray();

    String spelled =
        SPELLING.of(new WrittenText(tokens, copied), INPUTS.texts(text, Optional.empty(), LIMIT));

    List<String> known = letters(text);
    assertThat(known).containsAll(letters(spelled));
  }

  private static List<String> letters(String text) {
    return Arrays.stream(text.split("[^\\p{L}]+")).filter(word -> !word.isEmpty()).toList();
  }

  /** Returns the places of each word of an input. */
  private static List<List<Integer>> words(int[] input) {
    List<List<Integer>> words = new ArrayList<>();
    for (int place = 1; place < input.length - 1; place++) {
      if (!TOKENIZER.kinds().continuing().contains(input[place])) {
        words.add(new ArrayList<>());
      }
      words.get(words.size() - 1).add(place);
    }
    return words;
  }

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> word =
        Arbitraries.of("Getter", "of", "KAFKA", "naïve", "Straße", "a", "x", "\uD83D\uDE00q");
    Arbitrary<String> gap = Arbitraries.of(" ", "  ", "\n", ", ", ".", "(", ") ");
    return word.flatMap(
        first ->
            gap.flatMap(between -> word.map(last -> between + last))
                .list()
                .ofMaxSize(10)
                .map(rest -> first + String.join("", rest)));
  }

  private static String spelled(String text, int[] tokens, int... copiedFrom) {
    return SPELLING.of(
        new WrittenText(tokens, copiedFrom), INPUTS.texts(text, Optional.empty(), LIMIT));
  }

  private static int[] tokens(String... names) {
    return Arrays.stream(names).mapToInt(SampleWordPieces.vocabulary()::indexOf).toArray();
  }
}
