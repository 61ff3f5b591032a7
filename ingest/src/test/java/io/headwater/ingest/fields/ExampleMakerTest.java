package io.headwater.ingest.fields;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.schemas.LabelTarget;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.ReferencesTarget;
import io.headwater.schemas.ScoreRange;
import io.headwater.schemas.ScoreTarget;
import io.headwater.schemas.Span;
import io.headwater.schemas.SpansTarget;
import io.headwater.schemas.TaskKind;
import io.headwater.schemas.TaskSpec;
import io.headwater.schemas.contract.ExampleRules;
import io.headwater.schemas.contract.Rejection;
import io.headwater.schemas.contract.RejectionReason;
import io.headwater.schemas.contract.Validated;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExampleMakerTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  private static final TaskSpec TOPIC =
      TaskSpec.newBuilder()
          .setName("topic")
          .setKind(TaskKind.CLASSIFICATION)
          .setOpenLabels(true)
          .build();
  private static final TaskSpec SIMILARITY =
      TaskSpec.newBuilder()
          .setName("similarity")
          .setKind(TaskKind.REGRESSION)
          .setScoreRange(new ScoreRange(0.0, 5.0))
          .build();
  private static final TaskSpec BRIEF =
      TaskSpec.newBuilder().setName("brief").setKind(TaskKind.SUMMARIZATION).build();

  @Test
  void shouldMakeAnExampleOfEveryField() {
    LabeledExample example =
        made(
            SIMILARITY,
            Map.of(
                "text", "a",
                "text_pair", "b",
                "score", "4.75",
                "id", 17,
                "occurred_at", "1987-02-26T15:01:01",
                "weight", 2,
                "genre", "news",
                "tags", List.of("x", 1.0),
                "raw", new byte[] {(byte) 0xff, 0}));

    assertThat(example)
        .isEqualTo(
            LabeledExample.newBuilder()
                .setId("17")
                .setTask("similarity")
                .setText("a")
                .setTextPair("b")
                .setTarget(new ScoreTarget(4.75))
                .setWeight(2.0)
                .setOccurredAt(Instant.parse("1987-02-26T15:01:01Z"))
                .setAttributes(Map.of("genre", "news", "tags", "x, 1", "raw", "ff00"))
                .build());
  }

  @Test
  void shouldTakeOneOrSeveralReferencesAndJoinSentences() {
    assertThat(made(BRIEF, Map.of("text", "a", "summary", "b")).getTarget())
        .isEqualTo(new ReferencesTarget(List.of("b")));
    LabeledExample several =
        made(BRIEF, Map.of("text", List.of("a.", "b."), "summary", new Object[] {"c", "d"}));
    assertThat(several.getText()).isEqualTo("a. b.");
    assertThat(several.getTarget()).isEqualTo(new ReferencesTarget(List.of("c", "d")));
  }

  @Test
  void shouldWriteWholeNumbersAlikeWhateverTheirType() {
    List<Object> ones =
        List.of(1, 1L, (short) 1, 1.0, 1f, BigInteger.ONE, new BigDecimal("1.00"), "1");

    assertThat(ones)
        .extracting(one -> made(TOPIC, Map.of("text", "a", "label", one)).getId())
        .containsOnly(made(TOPIC, Map.of("text", "a", "label", "1")).getId());
    assertThat(labelOf(1.5)).isEqualTo("1.5");
    assertThat(labelOf(0.0)).isEqualTo("0");
    assertThat(labelOf(true)).isEqualTo("true");
    assertThat(labelOf("grün".getBytes(StandardCharsets.UTF_8))).isEqualTo("grün");
  }

  @Test
  void shouldReadMomentsOfManyTypes() {
    Instant expected = Instant.parse("2015-02-24T00:00:00Z");
    List<Object> moments =
        List.of(
            expected,
            expected.toEpochMilli(),
            (double) expected.toEpochMilli(),
            Long.toString(expected.toEpochMilli()),
            "2015-02-24",
            "2015-02-24 00:00",
            " 2015-02-24T00:00:00Z ",
            "2015-02-24T01:00:00+01:00",
            "2015-02-24 01:00:00.000+01",
            LocalDate.parse("2015-02-24"),
            LocalDateTime.parse("2015-02-24T00:00"),
            OffsetDateTime.parse("2015-02-24T01:00+01:00"),
            java.sql.Timestamp.from(expected),
            java.sql.Date.valueOf("2015-02-24"));

    assertThat(moments)
        .allSatisfy(
            moment ->
                assertThat(
                        made(TOPIC, Map.of("text", "a", "label", "x", "occurred_at", moment))
                            .getOccurredAt())
                    .isEqualTo(expected));
    assertThat(made(TOPIC, Map.of("text", "a", "label", "x")).getOccurredAt()).isEqualTo(NOW);
  }

  @Property(seed = "11", tries = 200)
  void shouldGiveTheSameContentTheSameId(
      @ForAll String text, @ForAll String label, @ForAll Map<String, String> attributes) {
    Map<String, Object> fields = new TreeMap<>(attributes);
    fields.keySet().removeAll(FieldNames.ALL);
    fields.put("text", "t" + text);
    fields.put("label", "l" + label.substring(0, Math.min(label.length(), 200)));

    LabeledExample first = made(TOPIC, fields);
    LabeledExample again = made(TOPIC, new HashMap<>(fields));
    fields.put("label", fields.get("label") + "!");

    assertThat(again).isEqualTo(first);
    assertThat(new ExampleRules(TOPIC).check(first)).isEmpty();
    assertThat(made(TOPIC, fields).getId()).isNotEqualTo(first.getId());
  }

  @ParameterizedTest
  @ValueSource(strings = {"text", "label"})
  void shouldRefuseARowWithoutAFieldItMustHave(String name) {
    Map<String, Object> fields = new HashMap<>(Map.of("text", "a", "label", "x"));
    fields.put(name, null);

    assertThat(refused(TOPIC, fields))
        .isEqualTo(
            new Rejection(
                RejectionReason.MISSING_FIELD,
                name + " is missing but every row of CLASSIFICATION task 'topic' must have it"));
    fields.remove(name);
    assertThat(refused(TOPIC, fields).reason()).isEqualTo(RejectionReason.MISSING_FIELD);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "score,high,score is 'high' but must be a number",
        "score,true,score is 'true' but must be a number",
        "weight,heavy,weight is 'heavy' but must be a number",
        "occurred_at,2/24/2015 11:35,occurred_at is '2/24/2015 11:35' but must be an ISO 8601"
            + " time or milliseconds since 1970"
      })
  void shouldRefuseWhatCannotBeRead(String name, String value, String detail) {
    Map<String, Object> fields = new HashMap<>(Map.of("text", "a", "score", 1));
    fields.put(name, value.equals("true") ? (Object) true : value);

    assertThat(refused(SIMILARITY, fields))
        .isEqualTo(new Rejection(RejectionReason.BAD_FIELD, detail));
  }

  @Test
  void shouldRefuseBytesThatAreNoTextAndMomentsBeyondTime() {
    byte[] latin = "größe".getBytes(StandardCharsets.ISO_8859_1);

    assertThat(refused(TOPIC, Map.of("text", latin, "label", "x")).reason())
        .isEqualTo(RejectionReason.BAD_FIELD);
    for (Object moment :
        List.of(
            Instant.MAX,
            Double.NaN,
            1e300,
            Long.MIN_VALUE,
            Long.MAX_VALUE,
            1_700_000_000,
            1_700_000_000L,
            1_700_000_000.5,
            "1700000000",
            BigInteger.TEN.pow(30),
            java.sql.Time.valueOf("1:2:3"))) {
      assertThat(refused(TOPIC, Map.of("text", "a", "label", "x", "occurred_at", moment)).reason())
          .isEqualTo(RejectionReason.BAD_FIELD);
    }
  }

  @Test
  void shouldReplaceHalvesOfSurrogatePairs() {
    LabeledExample example =
        made(
            TOPIC,
            Map.of(
                "text", "a\ud83d b\ude00\ud83d\ude00", "text_pair", "\udc00", "label", "x\ud83d"));

    assertThat(example.getText()).isEqualTo("a\ufffd b\ufffd\ud83d\ude00");
    assertThat(example.getTextPair()).isEqualTo("\ufffd");
    assertThat(example.getTarget()).isEqualTo(new LabelTarget("x\ufffd"));
  }

  @Test
  void shouldTakeNoLabelForOneThatIsNotANumber() {
    for (Object label : List.of(Double.NaN, Float.NaN, Double.POSITIVE_INFINITY)) {
      assertThat(refused(TOPIC, Map.of("text", "a", "label", label)).detail())
          .isEqualTo("label is '" + label + "' but must be text, a number or boolean");
    }
  }

  @Test
  void shouldRefuseTextsThatShowNothing() {
    for (String text : List.of("\u00a0", "\u200b", "\ufeff \u2060", "\u2028")) {
      assertThat(refused(TOPIC, Map.of("text", text, "label", "x")).reason())
          .isEqualTo(RejectionReason.BLANK_TEXT);
    }
  }

  @Test
  void shouldHoldExamplesToTheirTasksContract() {
    assertThat(refused(SIMILARITY, Map.of("text", "a", "score", 7)))
        .isEqualTo(
            new Rejection(
                RejectionReason.SCORE_OUT_OF_RANGE, "score is '7.0' but must be from 0.0 to 5.0"));
    assertThat(refused(TOPIC, Map.of("text", " ", "label", "x")).reason())
        .isEqualTo(RejectionReason.BLANK_TEXT);
  }

  @Test
  void shouldRefuseARowWithoutAPairOnlyWherePairsAreWanted() {
    Map<String, String> fields = Map.of("text", "a", "text_pair", "", "label", "x");

    assertThat(made(TOPIC, fields).getTextPair()).isNull();
    assertThat(new ExampleMaker(TOPIC, true).make(fields, () -> NOW))
        .isInstanceOfSatisfying(
            Validated.Refused.class,
            refused ->
                assertThat(refused.rejection().reason()).isEqualTo(RejectionReason.MISSING_FIELD));
  }

  @Test
  void shouldSayBeforeTheFirstRowWhyFieldsDoNotFitAKind() {
    assertThat(FieldNames.fault(TaskKind.CLASSIFICATION, List.of("text", "label", "x"))).isEmpty();
    assertThat(FieldNames.fault(TaskKind.CLASSIFICATION, List.of("text", "score")))
        .contains("fields are [text, score] but a CLASSIFICATION task needs 'label' among them");
    assertThat(FieldNames.fault(TaskKind.REGRESSION, List.of("text", "score", "label")))
        .contains(
            "fields are [text, score, label] but 'label' must not be among them: the target of a"
                + " REGRESSION task is 'score'");
    assertThat(FieldNames.kindOf(List.of("text", "summary"))).contains(TaskKind.SUMMARIZATION);
    assertThat(FieldNames.kindOf(List.of("text", "summary", "label"))).isEmpty();
  }

  @Test
  void shouldReadSpansOfAPassage() {
    TaskSpec task =
        TaskSpec.newBuilder().setName("answers").setKind(TaskKind.SPAN_EXTRACTION).build();
    Object spans = List.of(Map.of("start", 0, "end", 2), Map.of("start", 3L, "end", 5L));
    Map<String, Object> row = new HashMap<>(Map.of("text", "?", "text_pair", "ab cd"));
    row.put("spans", spans);

    assertThat(made(task, row).getTarget())
        .isEqualTo(new SpansTarget(List.of(new Span(0, 2, null), new Span(3, 5, null))));
    for (Object bad :
        List.of(
            "0 to 2",
            List.of(1),
            List.of(Map.of("start", 0)),
            List.of(Map.of("start", 0, "end", 1.5)),
            List.of(Map.of("start", 0, "end", 1L << 40)))) {
      row.put("spans", bad);
      assertThat(new ExampleMaker(task).make(row, () -> NOW))
          .isInstanceOfSatisfying(
              Validated.Refused.class,
              refused ->
                  assertThat(refused.rejection().detail())
                      .endsWith("must be a list of objects with whole numbers start and end"));
    }
    assertThat(FieldNames.fault(TaskKind.SPAN_EXTRACTION, List.of("text", "spans")))
        .contains(
            "fields are [text, spans] but a SPAN_EXTRACTION task needs 'text_pair' among them");
    assertThat(FieldNames.kindOf(List.of("text", "text_pair", "spans")))
        .contains(TaskKind.SPAN_EXTRACTION);
  }

  private static String labelOf(Object value) {
    return ((LabelTarget) made(TOPIC, Map.of("text", "a", "label", value)).getTarget()).getLabel();
  }

  private static LabeledExample made(TaskSpec task, Map<String, ?> fields) {
    Validated<LabeledExample> made = new ExampleMaker(task).make(fields, () -> NOW);
    assertThat(made).isInstanceOf(Validated.Accepted.class);
    return ((Validated.Accepted<LabeledExample>) made).value();
  }

  private static Rejection refused(TaskSpec task, Map<String, ?> fields) {
    Validated<LabeledExample> made = new ExampleMaker(task).make(fields, () -> NOW);
    assertThat(made).isInstanceOf(Validated.Refused.class);
    return ((Validated.Refused<LabeledExample>) made).rejection();
  }
}
