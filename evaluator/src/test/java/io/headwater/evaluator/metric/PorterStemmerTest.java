package io.headwater.evaluator.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class PorterStemmerTest {

  /**
   * The fixture holds words of the Python standard library's sources and words chosen for their
   * suffixes, with what {@code nltk.stem.porter.PorterStemmer().stem} of NLTK 3.10.4 makes of them.
   */
  @Test
  void shouldStemAsNltkDoes() throws IOException {
    Map<String, String> wrong = new LinkedHashMap<>();
    String[] lines;
    try (InputStream fixture = getClass().getResourceAsStream("stems.tsv")) {
      lines = new String(fixture.readAllBytes(), StandardCharsets.UTF_8).split("\n");
    }
    for (String line : lines) {
      int tab = line.indexOf('\t');
      String word = line.substring(0, tab);
      String stem = PorterStemmer.stem(word);
      if (!stem.equals(line.substring(tab + 1))) {
        wrong.put(line, stem);
      }
    }
    assertThat(lines).hasSizeGreaterThan(2500);
    assertThat(wrong).isEmpty();
  }

  @Property
  void shouldNeverLengthenAWordByMoreThanOneLetterNorEmptyIt(
      @ForAll @CharRange(from = 'a', to = 'z') @StringLength(min = 4, max = 20) String word) {
    assertThat(PorterStemmer.stem(word)).isNotEmpty().hasSizeLessThanOrEqualTo(word.length());
  }
}
