package io.headwater.ingest.javadoc;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.schemas.LabelTarget;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.ReferencesTarget;
import io.headwater.schemas.TaskKind;
import io.headwater.schemas.TaskSpec;
import io.headwater.schemas.contract.ExampleRules;
import io.headwater.schemas.contract.TaskRules;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DocTasksTest {

  private static final DocComment COMMENT =
      new DocComment(
          "quay",
          "Harbour",
          "getNewestShip",
          MemberKind.GETTER,
          "Ship getNewestShip()",
          "Gives the newest ship.",
          "It came in last of all.",
          "");

  @Test
  void shouldMakeValidExamplesOfValidTasks() {
    List<TaskSpec> specs = DocTasks.specs(List.of("quay", "reef"));
    List<LabeledExample> examples =
        List.of(
            DocTasks.library(COMMENT, Instant.EPOCH),
            DocTasks.member(COMMENT, Instant.EPOCH),
            DocTasks.headline(COMMENT, Instant.EPOCH));

    assertThat(specs)
        .extracting(TaskSpec::getName)
        .containsExactly("library", "member", "headline");
    for (int i = 0; i < specs.size(); i++) {
      assertThat(TaskRules.check(specs.get(i))).isEmpty();
      assertThat(new ExampleRules(specs.get(i)).check(examples.get(i))).isEmpty();
    }
  }

  @Test
  void shouldLimitAndWeighTheTasks() {
    List<TaskSpec> specs = DocTasks.specs(List.of("quay", "reef"));

    assertThat(specs).extracting(TaskSpec::getMaxInputTokens).containsOnly(64);
    assertThat(specs).extracting(TaskSpec::getMaxTargetTokens).containsOnly(24);
    assertThat(specs).extracting(TaskSpec::getLossWeight).containsExactly(1.0, 1.0, 4.0);
    assertThat(specs.get(0).getLabels()).containsExactly("quay", "reef");
    assertThat(specs.get(1).getLabels())
        .containsExactlyInAnyOrder(
            "function", "type", "field", "getter", "void", "constructor", "boolean");
    assertThat(specs.get(2).getKind()).isEqualTo(TaskKind.SUMMARIZATION);
  }

  @Test
  void shouldAskForTheLibraryAndTheMemberByTextAlone() {
    LabeledExample library = DocTasks.library(COMMENT, Instant.EPOCH);
    LabeledExample member = DocTasks.member(COMMENT, Instant.EPOCH);

    assertThat(library.getText()).isEqualTo("Gives the newest ship. It came in last of all.");
    assertThat(library.getTarget()).isEqualTo(new LabelTarget("quay"));
    assertThat(member.getText()).isEqualTo(library.getText());
    assertThat(member.getTarget()).isEqualTo(new LabelTarget("getter"));
    assertThat(member.getId()).isNotEqualTo(library.getId());
  }

  @Test
  void shouldAskForTheHeadlineByNameSignatureAndBody() {
    LabeledExample headline = DocTasks.headline(COMMENT, Instant.EPOCH);

    assertThat(headline.getText())
        .isEqualTo("get newest ship\nShip getNewestShip()\nIt came in last of all.");
    assertThat(headline.getTarget())
        .isEqualTo(new ReferencesTarget(List.of("Gives the newest ship.")));
  }

  @ParameterizedTest
  @CsvSource({
    "Gives the newest ship., It came in last of all., true",
    "Gives the newest ship., Came in last., false",
    "Gives the newest ship., '', false",
    "Gives ship., It came in last of all., false",
    "Gives the newest ship., This gives the newest SHIP of all., false",
  })
  void shouldMakeAHeadlineOnlyWhereThereIsSomethingToSummarise(
      String summary, String body, boolean expected) {
    var comment =
        new DocComment("quay", "Harbour", "a", MemberKind.FIELD, "int a", summary, body, "");

    assertThat(DocTasks.hasHeadline(comment)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "toHTTPUrl, to http url",
    "MAX_VALUE, max value",
    "md5Digest, md5 digest",
    "a, a",
    "_conc$rete, conc rete",
  })
  void shouldSplitNames(String name, String words) {
    assertThat(DocTasks.words(name)).isEqualTo(words);
  }
}
