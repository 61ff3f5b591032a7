package io.headwater.ingest.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.ingest.javadoc.DocComment;
import io.headwater.ingest.javadoc.DocTasks;
import io.headwater.ingest.javadoc.LibraryComments;
import io.headwater.ingest.javadoc.MemberKind;
import io.headwater.schemas.LabelTarget;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.TaskSpec;
import io.headwater.schemas.contract.ExampleRules;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class DemoStreamTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  @Provide
  Arbitrary<List<LibraryComments>> libraries() {
    return Arbitraries.integers()
        .between(0, 40)
        .list()
        .ofMinSize(1)
        .ofMaxSize(6)
        .map(
            sizes ->
                IntStream.range(0, sizes.size())
                    .mapToObj(i -> library("lib" + i, sizes.get(i)))
                    .toList());
  }

  @Property(seed = "7", tries = 200)
  void shouldGiveEveryCommentOnceToEachTaskAndNoLibraryBeforeItJoins(
      @ForAll("libraries") List<LibraryComments> libraries,
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 6) int startWith,
      @ForAll @DoubleRange(min = 0, max = 1) double joinedBy) {
    var stream = new DemoStream(libraries, plan(seed, startWith, joinedBy, 1));

    List<LabeledExample> examples = drain(stream);

    assertThat(examples).extracting(LabeledExample::getId).doesNotHaveDuplicates();
    int comments = libraries.stream().mapToInt(one -> one.comments().size()).sum();
    assertThat(of(examples, DocTasks.LIBRARY)).hasSize(comments);
    assertThat(of(examples, DocTasks.MEMBER)).hasSize(comments);
    for (int i = 0; i < examples.size(); i++) {
      assertThat(i)
          .isGreaterThanOrEqualTo(stream.joinsAt(examples.get(i).getAttributes().get("library")));
    }
    assertThat(stream.produced()).isEqualTo(stream.planned());
  }

  @Property(seed = "7", tries = 50)
  void shouldGiveTheSameStreamForTheSamePlan(
      @ForAll("libraries") List<LibraryComments> libraries, @ForAll long seed) {
    assertThat(drain(new DemoStream(libraries, plan(seed, 2, 0.5, 0.7))))
        .isEqualTo(drain(new DemoStream(libraries, plan(seed, 2, 0.5, 0.7))));
  }

  @Test
  void shouldJoinLibrariesEvenlyAndKeepTheEarlierOnes() {
    List<LibraryComments> libraries =
        IntStream.range(0, 5).mapToObj(i -> library("lib" + i, 1000)).toList();
    var stream = new DemoStream(libraries, plan(1, 3, 0.5, 0));

    // Two examples a comment, 5,000 comments: the late two join after a quarter and a half of them.
    assertThat(libraries.stream().map(one -> stream.joinsAt(one.library())))
        .containsExactly(0, 0, 0, 2500, 5000);
    List<LabeledExample> last = drain(stream).subList(9000, 10_000);
    assertThat(last)
        .extracting(one -> one.getAttributes().get("library"))
        .contains("lib0", "lib1", "lib2", "lib3", "lib4");
  }

  @Test
  void shouldGiveEachHeadlineOnce() {
    var twice =
        new LibraryComments(
            "a",
            List.of(
                comment("a", "x", "Opens the harbour."), comment("a", "y", "opens the Harbour")));

    List<LabeledExample> examples = drain(new DemoStream(List.of(twice), plan(1, 1, 0, 1)));

    assertThat(of(examples, DocTasks.HEADLINE)).hasSize(1);
    assertThat(of(examples, DocTasks.LIBRARY)).hasSize(2);
  }

  @Test
  void shouldGiveHeadlinesOfTheShareAskedFor() {
    var stream = new DemoStream(List.of(library("a", 4000)), plan(1, 1, 0, 0.7));

    assertThat(stream.planned().perTask().get(DocTasks.HEADLINE)).isBetween(2700, 2900);
    assertThat(new DemoStream(List.of(library("a", 50)), plan(1, 1, 0, 0)).planned().perTask())
        .doesNotContainKey(DocTasks.HEADLINE);
  }

  @Test
  void shouldMakeExamplesItsTasksAllow() {
    var stream = new DemoStream(List.of(library("a", 30), library("b", 30)), plan(1, 1, 0.5, 1));
    List<TaskSpec> tasks = stream.tasks();

    for (LabeledExample example : drain(stream)) {
      TaskSpec task =
          tasks.stream()
              .filter(one -> one.getName().equals(example.getTask()))
              .findFirst()
              .orElseThrow();
      assertThat(new ExampleRules(task).check(example)).isEmpty();
    }
    assertThat(tasks.get(0).getLabels()).containsExactly("a", "b");
  }

  @Test
  void shouldDateExamplesByTheirIndex() {
    List<LabeledExample> examples =
        drain(new DemoStream(List.of(library("a", 3)), plan(1, 1, 0, 0)));

    assertThat(examples)
        .extracting(LabeledExample::getOccurredAt)
        .startsWith(START, START.plusMillis(2), START.plusMillis(4))
        .hasSize(6);
  }

  @Test
  void shouldCountWhatItHasGivenOut() {
    var stream = new DemoStream(List.of(library("a", 10)), plan(1, 1, 0, 1));
    assertThat(stream.produced().examples()).isZero();

    Set<String> labels = new HashSet<>();
    for (int i = 0; i < 6; i++) {
      if (stream.next().getTarget() instanceof LabelTarget label) {
        labels.add(label.getLabel());
      }
    }

    assertThat(labels).contains("a");
    assertThat(stream.produced().examples()).isEqualTo(6);
    assertThat(stream.produced().perLibrary()).containsEntry("a", 6);
    assertThat(stream.planned().examples()).isEqualTo(30);
  }

  @Test
  void shouldGiveTextsOfTheFirstLibrariesUpToALimit() {
    var stream =
        new DemoStream(
            List.of(library("a", 20), library("b", 20), library("c", 20)), plan(1, 2, 0.5, 1));

    assertThat(stream.texts(1_000_000)).hasSize(40).noneMatch(text -> text.contains(" c "));
    List<String> some = stream.texts(500);
    assertThat(some.stream().mapToInt(String::length).sum()).isBetween(350, 500);
    assertThat(some).isEqualTo(stream.texts(500)).isSubsetOf(stream.texts(1_000_000));
  }

  @Test
  void shouldEndAndRefuseWhatItCannotPlan() {
    var stream = new DemoStream(List.of(library("a", 1)), plan(1, 1, 0, 0));
    drain(stream);

    assertThatThrownBy(stream::next)
        .isInstanceOf(NoSuchElementException.class)
        .hasMessageContaining("2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new DemoStream(List.of(), plan(1, 1, 0, 0)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stream.joinsAt("z"))
        .withMessageContaining("z");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> plan(1, 0, 0, 0))
        .withMessageContaining("startWith");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> plan(1, 1, 2, 0))
        .withMessageContaining("joinedBy");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> plan(1, 1, 0, -1))
        .withMessageContaining("headlineShare");
  }

  private static DemoPlan plan(long seed, int startWith, double joinedBy, double headlineShare) {
    return new DemoPlan(seed, startWith, joinedBy, headlineShare, START, Duration.ofMillis(2));
  }

  private static LibraryComments library(String name, int size) {
    return new LibraryComments(
        name,
        IntStream.range(0, size)
            .mapToObj(
                i -> comment(name, "m" + i, "Opens harbour " + name + " of number " + i + "."))
            .toList());
  }

  private static DocComment comment(String library, String member, String summary) {
    return new DocComment(
        library,
        "Harbour",
        member,
        MemberKind.VOID,
        "void " + member + "()",
        summary,
        "Then all of its ships may sail.",
        "");
  }

  private static List<LabeledExample> drain(DemoStream stream) {
    List<LabeledExample> all = new ArrayList<>();
    stream.forEachRemaining(all::add);
    return all;
  }

  private static List<LabeledExample> of(List<LabeledExample> examples, String task) {
    return examples.stream().filter(one -> one.getTask().equals(task)).toList();
  }
}
