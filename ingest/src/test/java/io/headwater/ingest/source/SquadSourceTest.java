package io.headwater.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.headwater.schemas.contract.RejectionReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SquadSourceTest {
  @TempDir Path folder;

  @Test
  void shouldReadQuestionsWithTheSpansOfTheirAnswers() throws IOException {
    List<Row> rows =
        read(
            """
            {"version": "1.1", "data": [
             {"title": "Trees", "paragraphs": [{"context": "TREE An oak grows. Oaks grow.",
               "qas": [{"id": "q1", "question": "What grows?", "answers": [
                 {"answer_start": 2, "text": "An oak"}, {"answer_start": 5, "text": "oak"},
                 {"answer_start": 2, "text": "An oak"}]},
                {"id": "q2", "question": "By units?", "answers": [
                 {"answer_start": 17, "text": "Oaks"}]}]}]},
             {"title": "Birds", "paragraphs": [{"context": "A wren sings.",
               "qas": [{"id": "q3", "question": "Who?", "is_impossible": true, "answers": []}]}]}]}
            """
                .replace("TREE", "\uD83C\uDF33"),
            new ColumnMapping(Map.of(), List.of("title")));

    assertThat(rows).hasSize(3);
    assertThat(fields(rows.get(0)))
        .isEqualTo(
            Map.of(
                "id", "q1",
                "text", "What grows?",
                "text_pair", "\uD83C\uDF33 An oak grows. Oaks grow.",
                "spans", List.of(span(2, 8), span(5, 8)),
                "title", "Trees"));
    // 17 counts UTF-16 units here; in code points the word is at 16.
    assertThat(fields(rows.get(1))).containsEntry("spans", List.of(span(16, 20)));
    assertThat(fields(rows.get(2)))
        .containsEntry("spans", List.of())
        .containsEntry("title", "Birds");
    assertThat(rows.get(2).location()).hasToString("row 3");
  }

  @Test
  void shouldLeaveOutWhatTheMappingDoesNotKeep() throws IOException {
    assertThat(fields(read(one("0", "A"), ColumnMapping.BY_NAME).get(0)))
        .containsOnlyKeys("id", "text", "text_pair", "spans");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "-1", "99", "null"})
  void shouldRefuseAnswersThatAreNotWhereTheySay(String start) throws IOException {
    assertThat(read(one(start, "A wren"), ColumnMapping.BY_NAME).get(0))
        .isInstanceOfSatisfying(
            Row.Unreadable.class,
            row -> {
              assertThat(row.rejection().reason()).isEqualTo(RejectionReason.SPAN_OUTSIDE_TEXT);
              assertThat(row.rejection().detail())
                  .isEqualTo(
                      "answer spans outside the passage: 'A wren' is not at its character "
                          + start);
              assertThat(row.excerpt()).isEqualTo("Who?");
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "{\"data\": 1}", "{", "", "{\"data\": [{\"paragraphs\": "})
  void shouldSayInOneSentenceThatAFileIsNoSquad(String text) {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> read(text, ColumnMapping.BY_NAME))
        .withMessageStartingWith("the file is not in the form of SQuAD: ");
  }

  private static String one(String start, String text) {
    return """
    {"other": [1, {"data": 2}], "data": [{"paragraphs": [{"context": "A wren sings.", "qas":
     [{"id": "q", "question": "Who?", "answers": [{"answer_start": %s, "text": "%s"}]}]}]}]}
    """
        .formatted(start, text);
  }

  private static Map<String, Object> span(int start, int end) {
    return Map.of("start", start, "end", end);
  }

  private static Map<String, Object> fields(Row row) {
    return ((Row.Read) row).fields();
  }

  private List<Row> read(String text, ColumnMapping mapping) throws IOException {
    Path file = Files.writeString(folder.resolve("squad.json"), text);
    RowSource source = new SquadSource(file, mapping);
    List<Row> rows = new ArrayList<>();
    try (Rows open = source.open()) {
      for (Optional<Row> row = open.next(); row.isPresent(); row = open.next()) {
        rows.add(row.get());
      }
    }
    return rows;
  }
}
