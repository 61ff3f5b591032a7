package io.headwater.ingest.bridge.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.ingest.bridge.internal.FieldPath.EveryItem;
import io.headwater.ingest.bridge.internal.FieldPath.Item;
import io.headwater.ingest.bridge.internal.FieldPath.Name;
import io.headwater.ingest.bridge.internal.FieldPath.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldPathTest {
  private static FieldPath path(String text) {
    return FieldPath.parse(text).orElseThrow();
  }

  @Property
  void shouldFindTheValueItWasLedTo(@ForAll("steps") List<Step> way, @ForAll long seed) {
    Object root = grown(way, 0, new Random(seed));

    assertThat(new FieldPath(way).in(root)).contains("here");
  }

  @Property
  void shouldFindNothingWhereTheLastStepIsNotThere(
      @ForAll("steps") List<Step> way, @ForAll long seed) {
    List<Step> further = new ArrayList<>(way);
    further.add(new Name("beyond"));

    assertThat(new FieldPath(further).in(grown(way, 0, new Random(seed)))).isEmpty();
    assertThat(new FieldPath(further).in(null)).isEmpty();
  }

  @Property
  void shouldReadBackWhatItWrites(@ForAll("anySteps") List<Step> way) {
    FieldPath path = new FieldPath(way);

    assertThat(FieldPath.parse(path.toString())).contains(path);
  }

  @Property
  void shouldFindForEveryItemWhatItFindsForEach(
      @ForAll("steps") List<Step> before, @ForAll("steps") List<Step> after, @ForAll long seed) {
    Random random = new Random(seed);
    List<Object> items = new ArrayList<>();
    for (int i = 0; i < random.nextInt(4); i++) {
      items.add(random.nextBoolean() ? grown(after, 0, random) : Map.of());
    }
    List<Step> way = new ArrayList<>(before);
    way.add(new EveryItem());
    way.addAll(after);
    List<Object> each =
        items.stream().map(new FieldPath(after)::in).flatMap(Optional::stream).toList();

    assertThat(new FieldPath(way).in(led(before, items, random)))
        .isEqualTo(each.isEmpty() ? Optional.empty() : Optional.of(each));
  }

  @Property
  void shouldParseAnyTextOrSayThatItIsNoPath(@ForAll("texts") String text) {
    FieldPath.parse(text)
        .ifPresent(path -> assertThat(path.in(Map.of("a", List.of(1)))).isNotNull());
  }

  /** A value that holds {@code here} at the end of the way, and other things beside it. */
  private static Object grown(List<Step> way, int from, Random random) {
    return led(way.subList(from, way.size()), "here", random);
  }

  private static Object led(List<Step> way, Object end, Random random) {
    Object value = end;
    for (int i = way.size() - 1; i >= 0; i--) {
      if (way.get(i) instanceof Name name) {
        Map<String, Object> map = new HashMap<>(Map.of("other", 1));
        map.put(name.name(), value);
        value = map;
      } else if (way.get(i) instanceof Item item) {
        List<Object> list = new ArrayList<>();
        for (int j = 0; j < item.index() + random.nextInt(3); j++) {
          list.add(j);
        }
        list.add(Math.min(item.index(), list.size()), value);
        value = list;
      }
    }
    return value;
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    return step().list().ofMaxSize(5);
  }

  @Provide
  Arbitrary<List<Step>> anySteps() {
    return Arbitraries.oneOf(step(), Arbitraries.just(new EveryItem())).list().ofMaxSize(5);
  }

  private static Arbitrary<Step> step() {
    Arbitrary<Step> names =
        Arbitraries.of("a", "b c", "ticket", "ü", "x.y", "$", "", "[0]", "*").map(Name::new);
    Arbitrary<Step> items = Arbitraries.integers().between(0, 3).map(Item::new);
    return Arbitraries.oneOf(names, items);
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.of("$", ".", "a", "[", "]", "'", "*", "0", " ", "9999999999")
        .list()
        .ofMaxSize(8)
        .map(parts -> String.join("", parts));
  }

  @Test
  void shouldWalkMapsAndLists() {
    Object root =
        Map.of("list", List.of(Map.of("r", Map.of("body", "b"))), "x.y", 2, "no", List.of());

    assertThat(path("$.list[0].r.body").in(root)).contains("b");
    assertThat(path("$['x.y']").in(root)).contains(2);
    assertThat(path("$").in(root)).contains(root);
    assertThat(path("$.list[1].r").in(root)).isEmpty();
    assertThat(path("$.list.r").in(root)).isEmpty();
    assertThat(path("$.list[0].r.absent").in(root)).isEmpty();
    assertThat(path("$.no[*]").in(root)).isEmpty();
    assertThat(path("$.list[*].r.body").in(root)).contains(List.of("b"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "$a", "$.", "$..a", "$.a[", "$.a[-1]", "$.a[b]", "$['a]", "$ "})
  void shouldSayThatThisIsNoPath(String text) {
    assertThat(FieldPath.parse(text)).isEmpty();
  }
}
