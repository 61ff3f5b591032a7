package io.headwater.bench;

import io.headwater.ingest.demo.DemoText;
import io.headwater.ingest.fields.FieldNames;
import io.headwater.ingest.javadoc.DocComment;
import io.headwater.ingest.source.Row;
import io.headwater.ingest.source.RowLocation;
import io.headwater.schemas.TaskKind;
import io.headwater.schemas.TaskSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Rows of a classification task: the doc comments of the demo, again and again where more are asked
 * for.
 *
 * @param task the task, with a closed set of labels
 * @param rows its rows, as a source has them
 */
record BenchRows(TaskSpec task, List<Row> rows) {
  private static final String NAME = "bench";

  /** The first moment examples bear; each is a millisecond after the one before. */
  private static final long FIRST_MILLIS = 1_700_000_000_000L;

  /**
   * Reads the comments and lays out rows.
   *
   * @param labels number of labels, which follow one another
   * @param contentIds whether rows are without an id
   */
  static BenchRows read(int count, int labels, boolean contentIds) {
    List<DocComment> comments =
        DemoText.libraries().stream().flatMap(one -> one.comments().stream()).toList();
    List<String> names = IntStream.range(0, labels).mapToObj(i -> "label-" + i).toList();
    List<Row> rows = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put(FieldNames.TEXT, comments.get(i % comments.size()).text());
      fields.put(FieldNames.LABEL, names.get(i % labels));
      if (!contentIds) {
        fields.put(FieldNames.ID, "comment-" + i);
      }
      fields.put(FieldNames.OCCURRED_AT, FIRST_MILLIS + i);
      rows.add(new Row.Read(RowLocation.row(i + 1L), fields));
    }
    TaskSpec task =
        TaskSpec.newBuilder()
            .setName(NAME)
            .setKind(TaskKind.CLASSIFICATION)
            .setLabels(names)
            .build();
    return new BenchRows(task, rows);
  }
}
