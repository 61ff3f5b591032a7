package io.headwater.model.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

/**
 * Compares with what Hugging Face's Python package trains and encodes; the file itself says how it
 * was made.
 */
class HuggingFaceAgreementTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int SIZE = 380;

  private static JsonNode expected() throws IOException {
    try (InputStream in = HuggingFaceAgreementTest.class.getResourceAsStream("hugging-face.json")) {
      return MAPPER.readTree(in);
    }
  }

  @Test
  void shouldLearnTheSameMerges() throws IOException {
    JsonNode trained = MAPPER.readTree(new BpeTrainer(SIZE).train(Texts.PROSE));

    assertThat(trained.path("model").path("merges")).isEqualTo(expected().path("merges"));
  }

  @Test
  void shouldGiveTheSameIds() throws IOException {
    try (Tokenizer tokenizer = Tokenizers.train(Texts.PROSE, SIZE)) {
      for (JsonNode example : expected().path("encoded")) {
        int[] ids = MAPPER.convertValue(example.path("ids"), int[].class);
        assertThat(tokenizer.encode(example.path("text").asText(), 1000))
            .as(example.path("text").asText())
            .isEqualTo(ids);
      }
    }
  }
}
