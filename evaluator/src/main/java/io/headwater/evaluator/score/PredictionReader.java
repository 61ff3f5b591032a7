package io.headwater.evaluator.score;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.headwater.schemas.TaskKind;
import io.headwater.schemas.contract.Texts;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads predictions and references of one kind of task. */
public final class PredictionReader {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private final TaskKind kind;

  /** Makes a reader of rows for one kind of task. */
  public PredictionReader(TaskKind kind) {
    this.kind = kind;
  }

  /**
   * Reads one JSON object per line, with {@code prediction} and exactly one of {@code reference},
   * {@code references}, {@code label} (classification only) and {@code score} (regression only);
   * ignores other fields and blank lines.
   *
   * @param file name of the file for messages
   * @throws BadRowException if a line is not such an object
   */
  public List<LabeledPrediction> json(InputStream in, String file) throws IOException {
    List<LabeledPrediction> rows = new ArrayList<>();
    List<String> lines = TextLines.read(in, file);
    for (int i = 0; i < lines.size(); i++) {
      if (!lines.get(i).isBlank()) {
        rows.add(new JsonRow(file, i + 1, lines.get(i)).row());
      }
    }
    return rows;
  }

  /**
   * Reads one prediction per line, and its reference from the same line of another file.
   *
   * @throws BadRowException if a line is not a prediction or reference of the kind, or one file has
   *     more lines than the other
   */
  public List<LabeledPrediction> text(
      InputStream references,
      String referencesFile,
      InputStream predictions,
      String predictionsFile)
      throws IOException {
    List<String> wanted = TextLines.read(references, referencesFile);
    List<String> given = TextLines.read(predictions, predictionsFile);
    int shared = Math.min(wanted.size(), given.size());
    if (wanted.size() != given.size()) {
      boolean moreWanted = wanted.size() > shared;
      throw new BadRowException(
          moreWanted ? referencesFile : predictionsFile,
          shared + 1,
          "has no counterpart: "
              + (moreWanted ? predictionsFile : referencesFile)
              + " ends after "
              + shared
              + " lines");
    }
    List<LabeledPrediction> rows = new ArrayList<>(shared);
    for (int i = 0; i < shared; i++) {
      rows.add(
          new LabeledPrediction(
              checked("prediction", given.get(i), predictionsFile, i + 1),
              List.of(checked("reference", wanted.get(i), referencesFile, i + 1))));
    }
    return rows;
  }

  private boolean isText() {
    return kind == TaskKind.SUMMARIZATION || kind == TaskKind.SPAN_EXTRACTION;
  }

  private String checked(String field, String value, String file, int line) throws BadRowException {
    // a model may answer with an empty text, but an empty reference cannot be scored against
    if (Texts.isBlank(value) && !(isText() && field.equals("prediction"))) {
      throw new BadRowException(file, line, field + " is blank");
    }
    if (kind == TaskKind.REGRESSION && !isNumber(value)) {
      throw new BadRowException(file, line, field + " is '" + value + "' but must be a number");
    }
    return isText() ? value : value.strip();
  }

  private static boolean isNumber(String value) {
    try {
      return Double.isFinite(new BigDecimal(value.strip()).doubleValue());
    } catch (NumberFormatException e) {
      return false;
    }
  }

  /** One line of JSON. */
  private final class JsonRow {
    private final String file;
    private final int line;
    private final JsonNode fields;

    JsonRow(String file, int line, String text) throws BadRowException {
      this.file = file;
      this.line = line;
      try {
        this.fields = JSON.readTree(text);
      } catch (JsonProcessingException e) {
        throw new BadRowException(file, line, "is not JSON: " + e.getOriginalMessage());
      }
      if (!fields.isObject()) {
        throw fault("is not a JSON object");
      }
    }

    LabeledPrediction row() throws BadRowException {
      if (!fields.has("prediction")) {
        throw fault("has no 'prediction'");
      }
      return new LabeledPrediction(value("prediction", fields.get("prediction")), references());
    }

    private List<String> references() throws BadRowException {
      List<String> names = new ArrayList<>(List.of("reference", "references"));
      truthField().ifPresent(names::add);
      List<String> present = names.stream().filter(fields::has).toList();
      if (present.size() != 1) {
        throw fault(
            present.isEmpty()
                ? "has none of '" + String.join("', '", names) + "'"
                : "has both '" + String.join("' and '", present) + "'");
      }
      String name = present.get(0);
      JsonNode node = fields.get(name);
      if (!name.equals("references")) {
        return List.of(value(name, node));
      }
      if (!node.isArray() || node.isEmpty()) {
        throw fault("references is " + node + " but must be an array with at least one element");
      }
      if (!isText() && node.size() > 1) {
        throw fault("references holds " + node.size() + " but must hold one");
      }
      List<String> values = new ArrayList<>();
      for (JsonNode one : node) {
        values.add(value(name, one));
      }
      return values;
    }

    private Optional<String> truthField() {
      return switch (kind) {
        case CLASSIFICATION -> Optional.of("label");
        case REGRESSION -> Optional.of("score");
        case SUMMARIZATION, SPAN_EXTRACTION -> Optional.empty();
      };
    }

    private String value(String field, JsonNode node) throws BadRowException {
      boolean fits = isText() ? node.isTextual() : node.isValueNode() && !node.isNull();
      if (!fits) {
        throw fault(field + " is " + node + " but must be " + allowed());
      }
      // A label that is a number is written as the examples' own labels are.
      boolean counted = node.isNumber() && kind == TaskKind.CLASSIFICATION;
      return checked(field, counted ? Texts.of(node.numberValue()) : node.asText(), file, line);
    }

    private String allowed() {
      return switch (kind) {
        case CLASSIFICATION -> "a label";
        case REGRESSION -> "a number";
        case SUMMARIZATION, SPAN_EXTRACTION -> "text";
      };
    }

    private BadRowException fault(String fault) {
      return new BadRowException(file, line, fault);
    }
  }
}
