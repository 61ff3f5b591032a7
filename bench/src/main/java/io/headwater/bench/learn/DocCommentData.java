package io.headwater.bench.learn;

import io.headwater.ingest.javadoc.DocComment;
import io.headwater.ingest.javadoc.DocTasks;
import io.headwater.ingest.javadoc.LibraryComments;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.TaskSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Makes tasks of the demo's doc comments, with all libraries from the start. */
public final class DocCommentData {
  private static final Instant NO_TIME = Instant.EPOCH;

  /** A task's examples, from three disjoint lots of comments. */
  private static final class Parts {
    final List<List<LabeledExample>> lots =
        List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());

    TaskExamples of(TaskSpec spec, TaskExamples.Limits limits) {
      List<LabeledExample> training = lots.get(2);
      return new TaskExamples(
          spec,
          training.subList(0, Math.min(training.size(), limits.training())),
          lots.get(1),
          lots.get(0));
    }
  }

  private DocCommentData() {}

  /** Returns the three tasks; the examples of one comment are in the same part of every task. */
  public static List<TaskExamples> of(List<LibraryComments> libraries, TaskExamples.Limits limits) {
    List<DocComment> comments = new ArrayList<>();
    libraries.forEach(library -> comments.addAll(library.comments()));
    Collections.shuffle(comments, new Random(TaskExamples.PARTING_SEED));
    int exam = Math.min(limits.exam(), comments.size() / 5);
    Parts library = new Parts();
    Parts member = new Parts();
    Parts headline = new Parts();
    Set<String> headlines = new HashSet<>();
    for (int i = 0; i < comments.size(); i++) {
      DocComment comment = comments.get(i);
      int lot = i < exam ? 0 : i < 2 * exam ? 1 : 2;
      library.lots.get(lot).add(DocTasks.library(comment, NO_TIME));
      member.lots.get(lot).add(DocTasks.member(comment, NO_TIME));
      if (DocTasks.hasHeadline(comment) && headlines.add(DocTasks.headlineKey(comment))) {
        headline.lots.get(lot).add(DocTasks.headline(comment, NO_TIME));
      }
    }
    List<TaskSpec> specs =
        DocTasks.specs(libraries.stream().map(LibraryComments::library).toList());
    return List.of(
        library.of(specs.get(0), limits),
        member.of(specs.get(1), limits),
        headline.of(specs.get(2), limits));
  }
}
