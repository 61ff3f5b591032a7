package io.headwater.ingest.demo;

import io.headwater.ingest.javadoc.DocComment;
import io.headwater.ingest.javadoc.DocTasks;
import io.headwater.ingest.javadoc.LibraryComments;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.TaskSpec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.Set;

/**
 * The demo's examples: each comment once for every task it suits, with libraries joining one after
 * the other.
 *
 * <p>Some libraries are in the stream from the start; the others join at fixed places, and each
 * stays to the end. The next comment is drawn uniformly from the remaining comments of the
 * libraries that have joined. If those run out early, the next library joins at once. A comment
 * gives an example of {@code library} and one of {@code member}, then perhaps one of {@code
 * headline}: it must suit the task, be drawn as part of the plan's share, and not repeat an earlier
 * headline. The same comments and plan give the same stream.
 *
 * <p>Safe for use by several threads.
 */
public final class DemoStream implements Iterator<LabeledExample> {

  private record Step(DocComment comment, String task) {}

  private final DemoPlan plan;
  private final List<String> libraries;
  private final List<DocComment> early;
  private final List<Step> steps = new ArrayList<>();
  private final Map<String, Integer> joins = new LinkedHashMap<>();
  private int position;

  /**
   * Lays out the stream.
   *
   * @param libraries in the order they join
   * @param plan how to lay the stream out
   * @throws IllegalArgumentException if there is no library
   */
  public DemoStream(List<LibraryComments> libraries, DemoPlan plan) {
    if (libraries.isEmpty()) {
      throw new IllegalArgumentException("The demo needs at least one library.");
    }
    this.plan = plan;
    this.libraries = libraries.stream().map(LibraryComments::library).toList();
    this.early =
        libraries.stream().limit(plan.startWith()).flatMap(one -> one.comments().stream()).toList();
    layOut(libraries);
  }

  private void layOut(List<LibraryComments> all) {
    var random = new Random(plan.seed());
    int total = all.stream().mapToInt(library -> library.comments().size()).sum();
    int[] taken = new int[all.size()];
    Set<String> headlines = new HashSet<>();
    int joined = 0;
    int left = 0;
    for (int comment = 0; comment < total; comment++) {
      while (joined < all.size() && (left == 0 || comment >= joinsAt(joined, all.size(), total))) {
        joins.put(all.get(joined).library(), steps.size());
        left += all.get(joined).comments().size();
        joined++;
      }
      int drawn = random.nextInt(left--);
      int library = 0;
      while (drawn >= all.get(library).comments().size() - taken[library]) {
        drawn -= all.get(library).comments().size() - taken[library];
        library++;
      }
      add(all.get(library).comments().get(taken[library]++), random.nextDouble(), headlines);
    }
  }

  private int joinsAt(int library, int count, int total) {
    int late = count - plan.startWith();
    int rank = library - plan.startWith() + 1;
    return rank <= 0 ? 0 : (int) (total * plan.joinedBy() * rank / late);
  }

  private void add(DocComment comment, double draw, Set<String> headlines) {
    steps.add(new Step(comment, DocTasks.LIBRARY));
    steps.add(new Step(comment, DocTasks.MEMBER));
    if (draw < plan.headlineShare()
        && DocTasks.hasHeadline(comment)
        && headlines.add(DocTasks.headlineKey(comment))) {
      steps.add(new Step(comment, DocTasks.HEADLINE));
    }
  }

  /** Returns the specifications of the tasks, with all libraries declared from the start. */
  public List<TaskSpec> tasks() {
    return DocTasks.specs(libraries);
  }

  /**
   * Returns the index of the first example that may come from a library.
   *
   * @throws IllegalArgumentException if the library gives none at all or is not part of the stream
   */
  public int joinsAt(String library) {
    Integer index = joins.get(library);
    if (index == null) {
      throw new IllegalArgumentException(
          "Library " + library + " is not part of the stream; there are " + joins.keySet());
    }
    return index;
  }

  /**
   * Returns texts to train a tokenizer on, from the libraries that are there from the start.
   *
   * @param mostBytes most bytes of UTF-8 that the texts may have together
   */
  public List<String> texts(long mostBytes) {
    List<String> texts = new ArrayList<>();
    long bytes = 0;
    // Shuffled, so that all libraries are represented whatever the limit.
    List<DocComment> mixed = new ArrayList<>(early);
    Collections.shuffle(mixed, new Random(plan.seed()));
    for (DocComment comment : mixed) {
      String text = comment.text() + "\n" + comment.signature();
      bytes += text.getBytes(StandardCharsets.UTF_8).length;
      if (bytes > mostBytes) {
        break;
      }
      texts.add(text);
    }
    return texts;
  }

  @Override
  public synchronized boolean hasNext() {
    return position < steps.size();
  }

  @Override
  public synchronized LabeledExample next() {
    if (!hasNext()) {
      throw new NoSuchElementException(
          "The demo's stream has ended after " + steps.size() + " examples.");
    }
    Step step = steps.get(position);
    var at = plan.start().plus(plan.interval().multipliedBy(position));
    position++;
    return switch (step.task()) {
      case DocTasks.LIBRARY -> DocTasks.library(step.comment(), at);
      case DocTasks.MEMBER -> DocTasks.member(step.comment(), at);
      default -> DocTasks.headline(step.comment(), at);
    };
  }

  /** Returns the counts of all examples in the stream. */
  public DemoTotals planned() {
    return count(steps);
  }

  /** Returns the counts of the examples returned so far. */
  public synchronized DemoTotals produced() {
    return count(steps.subList(0, position));
  }

  private static DemoTotals count(List<Step> steps) {
    Map<String, Integer> tasks = new LinkedHashMap<>();
    Map<String, Integer> libraries = new LinkedHashMap<>();
    for (Step step : steps) {
      tasks.merge(step.task(), 1, Integer::sum);
      libraries.merge(step.comment().library(), 1, Integer::sum);
    }
    return new DemoTotals(tasks, libraries);
  }
}
