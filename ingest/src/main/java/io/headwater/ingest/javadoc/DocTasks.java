package io.headwater.ingest.javadoc;

import io.headwater.client.ExampleIds;
import io.headwater.schemas.LabelTarget;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.ReferencesTarget;
import io.headwater.schemas.TaskKind;
import io.headwater.schemas.TaskSpec;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Makes examples of three tasks from doc comments.
 *
 * <ul>
 *   <li>{@code library}: which library a text comes from. Package qualifiers are removed from the
 *       text (see {@link DocCommentSource}); names of types and products stay, as in any text about
 *       them.
 *   <li>{@code member}: what kind of member a text documents. The input is the text alone, without
 *       name or signature.
 *   <li>{@code headline}: the first sentence, from the member's name, its signature and the rest of
 *       the comment, block tags included. By the language's own convention the first sentence of a
 *       doc comment is a summary of the whole.
 * </ul>
 */
public final class DocTasks {

  /** Name of the task that predicts the library. */
  public static final String LIBRARY = "library";

  /** Name of the task that predicts the kind of member. */
  public static final String MEMBER = "member";

  /** Name of the task that writes the first sentence. */
  public static final String HEADLINE = "headline";

  private static final int INPUT_TOKENS = 64;
  private static final int TARGET_TOKENS = 24;
  // Summaries are few among many labels: without this weight, the classification tasks would
  // supply nearly all of the gradient.
  private static final double HEADLINE_WEIGHT = 4;
  private static final int FEWEST_BODY_WORDS = 5;
  private static final int FEWEST_SUMMARY_WORDS = 3;
  private static final int MOST_SUMMARY_WORDS = 40;

  private DocTasks() {}

  /**
   * Returns the specifications of the three tasks.
   *
   * @param libraries the closed set of labels of {@code library}
   */
  public static List<TaskSpec> specs(List<String> libraries) {
    return List.of(
        spec(LIBRARY, TaskKind.CLASSIFICATION).setLabels(libraries).build(),
        spec(MEMBER, TaskKind.CLASSIFICATION).setLabels(MemberKind.labels()).build(),
        spec(HEADLINE, TaskKind.SUMMARIZATION).setLossWeight(HEADLINE_WEIGHT).build());
  }

  private static TaskSpec.Builder spec(String name, TaskKind kind) {
    return TaskSpec.newBuilder()
        .setName(name)
        .setKind(kind)
        .setMaxInputTokens(INPUT_TOKENS)
        .setMaxTargetTokens(TARGET_TOKENS);
  }

  /** Makes an example of {@code library} from a comment. */
  public static LabeledExample library(DocComment comment, Instant at) {
    return example(LIBRARY, comment, comment.text(), new LabelTarget(comment.library()), at);
  }

  /** Makes an example of {@code member} from a comment. */
  public static LabeledExample member(DocComment comment, Instant at) {
    return example(MEMBER, comment, comment.text(), new LabelTarget(comment.kind().label()), at);
  }

  /** Makes an example of {@code headline} from a comment; call {@link #hasHeadline} first. */
  public static LabeledExample headline(DocComment comment, Instant at) {
    var target = new ReferencesTarget(List.of(comment.summary()));
    return example(HEADLINE, comment, headlineInput(comment), target, at);
  }

  /**
   * Returns whether a comment suits {@code headline}.
   *
   * <p>Its first sentence must have 3 to 40 words, and the rest at least 5 words without containing
   * that sentence.
   */
  public static boolean hasHeadline(DocComment comment) {
    String summary = NormalisedText.of(comment.summary());
    String body = NormalisedText.of(rest(comment));
    int words = NormalisedText.words(summary);
    return words >= FEWEST_SUMMARY_WORDS
        && words <= MOST_SUMMARY_WORDS
        && NormalisedText.words(body) >= FEWEST_BODY_WORDS
        && !body.contains(summary);
  }

  /**
   * Returns a key that is equal for comments whose headlines differ only in case and punctuation.
   */
  public static String headlineKey(DocComment comment) {
    return NormalisedText.of(comment.summary());
  }

  private static String rest(DocComment comment) {
    return (comment.body() + " " + comment.details()).strip();
  }

  /**
   * Returns the input of {@code headline}: the name as words, the signature and the rest of the
   * comment, on three lines.
   */
  public static String headlineInput(DocComment comment) {
    return words(comment.name()) + "\n" + comment.signature() + "\n" + rest(comment);
  }

  /**
   * Splits an identifier where its case changes and at underscores: {@code toHTTPUrl} is "to http
   * url".
   */
  static String words(String name) {
    return name.replaceAll("(?<=[\\p{Ll}\\d])(?=\\p{Lu})|(?<=\\p{Lu})(?=\\p{Lu}\\p{Ll})|[_$]+", " ")
        .strip()
        .toLowerCase(Locale.ROOT);
  }

  private static LabeledExample example(
      String task, DocComment comment, String text, Object target, Instant at) {
    String member =
        comment.kind() == MemberKind.TYPE ? comment.type() : comment.type() + "." + comment.name();
    return LabeledExample.newBuilder()
        .setId(ExampleIds.of(task, text, Optional.empty(), target))
        .setTask(task)
        .setText(text)
        .setTarget(target)
        .setOccurredAt(at)
        .setAttributes(Map.of("library", comment.library(), "member", member))
        .build();
  }
}
