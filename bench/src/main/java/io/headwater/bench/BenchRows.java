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
 * Rows of a classification task, made of the demo's doc comments, repeated if more are needed.
 *
 * @param task the task, with a closed set of labels
 * @param rows the task's rows, as a source would return them
 */
record BenchRows(TaskSpec task, List<Row> rows) {
  private static final String NAME = "bench";

  /** Time of the first example; each further one is a millisecond later. */
  private static final long FIRST_MILLIS = 1_700_000_000_000L;

  /**
   * Reads the comments and makes rows of them.
   *
   * @param labels number of labels, assigned in turn
   * @param contentIds whether rows have no id, so that ids are made from the content
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
