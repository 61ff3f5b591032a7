package io.headwater.ingest.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.headwater.model.tokenizer.Tokenizer;
import io.headwater.model.tokenizer.Tokenizers;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class Utf8LinesTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private static List<String> read(byte[] bytes) {
    List<String> lines = new ArrayList<>();
    new Utf8Lines(new ByteArrayInputStream(bytes)).forEachRemaining(lines::add);
    return lines;
  }

  @Property(tries = 200, seed = "1")
  void shouldCutAtLineFeedsAlone(@ForAll @Size(max = 20) List<String> texts) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    List<String> expected = new ArrayList<>();
    for (String text : texts) {
      byte[] line = text.replace("\n", "").getBytes(StandardCharsets.UTF_8);
      bytes.write(line);
      bytes.write('\n');
      expected.add(new String(line, StandardCharsets.UTF_8));
    }
    assertThat(read(bytes.toByteArray())).isEqualTo(expected);
  }

  @Test
  void shouldReadLinesLongerThanItsBufferAndALastOneWithoutAnEnd() {
    String line = "é".repeat(150_000);

    assertThat(read((line + "\r\n\n" + line).getBytes(StandardCharsets.UTF_8)))
        .containsExactly(line + "\r", "", line);
  }

  /** The file itself says how it was made. */
  @Test
  void shouldLeadToTheIdsThatPythonGivesOddLines() throws IOException {
    JsonNode expected;
    try (InputStream in = Utf8LinesTest.class.getResourceAsStream("odd-lines.json")) {
      expected = MAPPER.readTree(in);
    }
    List<String> texts = new ArrayList<>();
    expected.path("train_on").forEach(text -> texts.add(text.asText()));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (JsonNode line : expected.path("lines")) {
      bytes.write(HexFormat.of().parseHex(line.path("hex").asText()));
      bytes.write('\n');
    }
    List<String> lines = read(bytes.toByteArray());
    assertThat(lines).hasSameSizeAs(expected.path("lines")).hasSizeGreaterThan(30);

    try (Tokenizer tokenizer = Tokenizers.train(texts, expected.path("vocabulary").asInt())) {
      for (int i = 0; i < lines.size(); i++) {
        JsonNode line = expected.path("lines").get(i);
        assertThat(tokenizer.encode(lines.get(i), Integer.MAX_VALUE))
            .as(line.path("hex").asText())
            .isEqualTo(MAPPER.convertValue(line.path("ids"), int[].class));
      }
    }
  }
}
