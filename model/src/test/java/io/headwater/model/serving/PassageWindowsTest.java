package io.headwater.model.serving;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.model.PassagePlaces;
import io.headwater.model.TokenSpan;
import io.headwater.model.checkpoint.SampleCheckpoints;
import io.headwater.model.pretrained.PretrainedFolder;
import io.headwater.model.pretrained.PretrainedFolders;
import io.headwater.model.serving.PassageWindows.Window;
import io.headwater.model.tokenizer.Tokenizer;
import io.headwater.model.tokenizer.Tokenizers;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Windows under a byte-level BPE, and under a WordPiece that lowers case and strips accents. */
class PassageWindowsTest {
  private static final int CLS = 2;
  private static final int SEP = 3;

  private static Tokenizer bytes;
  private static Tokenizer pieces;
  private static InputText causal;
  private static InputText framed;

  @BeforeContainer
  static void load() throws IOException {
    bytes = Tokenizers.load(SampleCheckpoints.tokenizerJson());
    causal = InputText.causal(bytes);
    try (PretrainedFolder folder = PretrainedFolder.open(PretrainedFolders.path("bert"), 1)) {
      pieces = Tokenizers.load(folder.tokenizerJson());
      framed = InputText.of(folder.config(), pieces);
    }
  }

  @AfterContainer
  static void close() {
    bytes.close();
    pieces.close();
  }

  private static InputText inputs(boolean encoder) {
    return encoder ? framed : causal;
  }

  /** Words between single spaces: letters of the BMP and beyond, combining marks, capitals. */
  @Provide
  Arbitrary<List<String>> words() {
    return Arbitraries.of(
            "the",
            "Topic",
            "records",
            "ÀÉÎ",
            "e\u0301n",
            "n\u0303\u0323",
            "ﬁn",
            "İzmir",
            "ß",
            "🙂",
            "🇩🇪x",
            "\uD835\uDD38bc",
            "温度",
            "42",
            "don't",
            "(sent)")
        .list()
        .ofMinSize(1)
        .ofMaxSize(60);
  }

  @Property(tries = 300, seed = "11")
  void shouldFindEveryStretchOfWordsAgain(
      @ForAll("words") List<String> words,
      @ForAll @IntRange(max = 59) int at,
      @ForAll @IntRange(min = 1, max = 3) int count,
      @ForAll @IntRange(min = 70, max = 160) int limit,
      @ForAll boolean encoder) {
    int first = at % words.size();
    int last = Math.min(words.size(), first + count) - 1;
    String passage = String.join(" ", words);
    String before = String.join("", words.subList(0, first).stream().map(w -> w + " ").toList());
    String stretch = String.join(" ", words.subList(first, last + 1));
    int start = before.codePointCount(0, before.length());
    int end = start + stretch.codePointCount(0, stretch.length());

    PassageWindows windows = inputs(encoder).windows("the topic", passage, limit);
    TokenSpan tokens = windows.tokensOf(start, end).orElseThrow();
    List<Window> holding =
        windows.windows().stream().filter(w -> w.within(tokens).isPresent()).toList();

    assertThat(holding).as("some window holds the stretch as a whole").isNotEmpty();
    for (Window window : holding) {
      assertThat(windows.answer(window, window.within(tokens).orElseThrow()))
          .isEqualTo(new Answer.Span(start, end, stretch));
    }
  }

  @Property(tries = 300, seed = "12")
  void shouldSayOfAnySpanWhatThePassageHasThere(
      @ForAll String passage,
      @ForAll @IntRange(max = 1000) int at,
      @ForAll @IntRange(max = 1000) int length,
      @ForAll boolean encoder) {
    PassageWindows windows = inputs(encoder).windows("?", passage, 40);
    for (Window window : windows.windows()) {
      int tokens = window.places().tokens();
      if (tokens > 0) {
        int first = at % tokens;
        TokenSpan span = new TokenSpan(first, Math.min(tokens - 1, first + length % 5));
        Answer.Span answer = windows.answer(window, span);
        int from = passage.offsetByCodePoints(0, answer.start());
        assertThat(passage.substring(from, passage.offsetByCodePoints(0, answer.end())))
            .isEqualTo(answer.text());
      }
    }
  }

  @Property(tries = 200, seed = "13")
  void shouldCoverAPassageWithWindowsThatOverlapByHalf(
      @ForAll("words") List<String> words,
      @ForAll @IntRange(min = 16, max = 90) int limit,
      @ForAll boolean encoder) {
    PassageWindows passage = inputs(encoder).windows("the topic", String.join(" ", words), limit);
    int reached = 0;
    for (Window window : passage.windows()) {
      PassagePlaces places = window.places();
      int to = window.from() + places.tokens();
      assertThat(window.input().length).isLessThanOrEqualTo(limit);
      assertThat(
              Arrays.copyOfRange(
                  window.input(), places.first(), places.first() + to - window.from()))
          .isEqualTo(Arrays.copyOfRange(passage.tokens().ids(), window.from(), to));
      assertThat(window.from()).isLessThanOrEqualTo(Math.max(0, reached - places.tokens() / 2));
      assertThat(to).isGreaterThan(reached);
      reached = to;
    }
    assertThat(reached).isEqualTo(passage.tokens().size());
  }

  @Example
  void shouldFrameQuestionAndWindowForAnEncoder() {
    PassageWindows windows = framed.windows("the topic", "records ending", 99);

    assertThat(windows.windows()).hasSize(1);
    Window only = windows.windows().get(0);
    assertThat(only.input())
        .isEqualTo(framed.encode("the topic", Optional.of("records ending"), 99))
        .startsWith(CLS, 66, 67, SEP)
        .endsWith(SEP);
    assertThat(only.places()).isEqualTo(new PassagePlaces(0, 4, only.input().length - 5));
  }

  @Example
  void shouldLetACausalTrunkSayAtTheEndThatThereIsNoAnswer() {
    Window only = causal.windows("the topic", "records", 99).windows().get(0);

    int[] asked = bytes.encode("the topic\n", 99);
    int[] passage = bytes.encode("records", 99);
    assertThat(only.input()).startsWith(asked).endsWith(bytes.idOf("<|end|>"));
    assertThat(only.places())
        .isEqualTo(new PassagePlaces(asked.length + passage.length, asked.length, passage.length));
  }

  @Example
  void shouldCutAQuestionOnlyWhereItWouldFillTheInput() {
    String question = "a b c d e f g h i j k l m n o p";
    Window whole = framed.windows(question, "records", 40).windows().get(0);
    Window cut = framed.windows(question, "records ".repeat(20), 19).windows().get(0);

    assertThat(whole.places().first()).isEqualTo(1 + 16 + 1);
    assertThat(cut.places()).isEqualTo(new PassagePlaces(0, 1 + 12 + 1, 4));
    assertThat(cut.input()).hasSize(19);
  }

  @Example
  void shouldReadALimitedNumberOfWindows() {
    String passage = "records ".repeat(20_000);
    PassageWindows windows = framed.windows("the topic", passage, 25);

    assertThat(windows.windows()).hasSize(64);
    assertThat(windows.tokens().size()).isEqualTo(20 + 63 * 10);
    assertThat(windows.tokensOf(159_990, 159_997)).isEmpty();
  }

  @Example
  void shouldKeepAnEmptyWindowWhereTheTokenizerDropsEveryCharacter() {
    PassageWindows windows = framed.windows("the topic", "\u0000\u0001", 25);

    assertThat(windows.windows()).hasSize(1);
    assertThat(windows.windows().get(0).places().tokens()).isZero();
    assertThat(windows.tokensOf(0, 1)).isEmpty();
  }
}
