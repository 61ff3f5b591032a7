package io.headwater.client.metric;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.headwater.schemas.RollingMetric;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A value of the metrics topic as a line for other programs.
 *
 * <p>JSON and CSV have the same fields: model, task, metric, split, window, value, count, versions
 * (first and last, as {@code 3-7}) and publishedAt (ISO 8601, UTC).
 */
public final class MetricLine {
  private static final List<String> FIELDS =
      List.of(
          "model",
          "task",
          "metric",
          "split",
          "window",
          "value",
          "count",
          "versions",
          "publishedAt");

  private static final JsonFactory JSON = new JsonFactory();

  private MetricLine() {}

  /** Returns a JSON object. */
  public static String json(RollingMetric value) {
    StringWriter line = new StringWriter();
    List<Object> cells = cells(value);
    try (JsonGenerator out = JSON.createGenerator(line)) {
      out.writeStartObject();
      for (int i = 0; i < cells.size(); i++) {
        out.writeFieldName(FIELDS.get(i));
        out.writePOJO(cells.get(i)); // a text or a number
      }
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a string writer never fails
    }
    return line.toString();
  }

  /** Returns the names of the fields as a CSV record. */
  public static String csvHeader() {
    return String.join(",", FIELDS);
  }

  /** Returns a CSV record by RFC 4180, without its line end. */
  public static String csv(RollingMetric value) {
    return cells(value).stream()
        .map(cell -> quoted(cell.toString()))
        .collect(Collectors.joining(","));
  }

  private static List<Object> cells(RollingMetric value) {
    return List.of(
        value.getModel(),
        value.getTask(),
        value.getMetric(),
        value.getSplit().toString(),
        value.getWindow(),
        value.getValue(),
        value.getCount(),
        value.getFirstVersion() + "-" + value.getLastVersion(),
        value.getPublishedAt().toString());
  }

  private static String quoted(String cell) {
    return cell.matches("[^\",\r\n]*") ? cell : '"' + cell.replace("\"", "\"\"") + '"';
  }
}
