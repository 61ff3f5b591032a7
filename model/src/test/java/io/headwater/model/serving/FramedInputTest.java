package io.headwater.model.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.headwater.model.pretrained.PretrainedFolder;
import io.headwater.model.pretrained.PretrainedFolders;
import io.headwater.model.tokenizer.Tokenizer;
import io.headwater.model.tokenizer.Tokenizers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Inputs of an encoder. Ids are those that Python's {@code tokenizers} gives with truncation and
 * padding off.
 */
class FramedInputTest {
  private static final int CLS = 2;
  private static final int SEP = 3;

  private static Tokenizer tokenizer;
  private static InputText inputs;

  @BeforeAll
  static void load() throws IOException {
    try (PretrainedFolder folder = PretrainedFolder.open(PretrainedFolders.path("bert"), 1)) {
      tokenizer = Tokenizers.load(folder.tokenizerJson());
      inputs = InputText.of(folder.config(), tokenizer);
    }
  }

  @AfterAll
  static void close() {
    tokenizer.close();
  }

  @Test
  void shouldFrameTextsAsTheTokenizerSays() {
    assertThat(single("Café <|pad|>", 99))
        .containsExactly(CLS, 7, 31, 36, 35, 63, 65, 20, 31, 34, 65, 64, SEP);
    assertThat(pair("the topic", "records ending", 99))
        .containsExactly(CLS, 66, 67, SEP, 68, 49, 9, 44, 34, 69, SEP);
  }

  @Test
  void shouldLetNoTextSpellASpecialToken() {
    // [SEP] in a text is a bracket, letters and a bracket.
    int[] ids = single("the [SEP] topic", 99);
    assertThat(Arrays.stream(ids).filter(id -> id == SEP).count()).isEqualTo(1);
    assertThat(ids).startsWith(CLS, 66, 61).endsWith(67, SEP);
  }

  @Test
  void shouldCutTextsAndKeepTheirFrame() {
    assertThat(single("a b c d e f g h i j k l", 6)).containsExactly(CLS, 5, 6, 7, 8, SEP);
    assertThat(pair("a b c d e f g h", "x y", 9))
        .containsExactly(CLS, 5, 6, 7, 8, SEP, 28, 29, SEP);
    assertThat(pair("a b", "q r s t u v w", 9))
        .containsExactly(CLS, 5, 6, SEP, 21, 22, 23, 24, SEP);
    assertThat(pair("a b c d e f", "q r s t u v", 9))
        .containsExactly(CLS, 5, 6, 7, SEP, 21, 22, 23, SEP);
  }

  @Test
  void shouldTakeATextOfWhichNothingIsLeft() {
    assertThat(single("\u200B", 9)).containsExactly(CLS, SEP);
  }

  @Test
  void shouldLeaveTruncationAndPaddingOfTheFileOff() {
    String json = new String(tokenizer.json(), StandardCharsets.UTF_8);
    assertThat(json).contains("\"truncation\" : null", "\"padding\" : null");
    assertThat(single("a", 99)).hasSize(3);
    assertThat(single("a b c d e f g h i j k l", 99)).hasSize(14);
  }

  @Test
  void shouldRefuseATokenizerWithDropout() {
    byte[] json =
        "{\"model\": {\"type\": \"BPE\", \"dropout\": 0.1, \"vocab\": {\"a\": 0}, \"merges\": []}}"
            .getBytes(StandardCharsets.UTF_8);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tokenizers.load(json))
        .withMessage(
            "tokenizer.json has a dropout of 0.1 but must have none: a text would have other tokens"
                + " each time");
  }

  private static int[] single(String text, int limit) {
    return inputs.encode(text, Optional.empty(), limit);
  }

  private static int[] pair(String text, String second, int limit) {
    return inputs.encode(text, Optional.of(second), limit);
  }
}
