package io.headwater.ingest.javadoc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class DeclarationReaderTest {

  @Test
  void shouldFindWhatAFullParserFinds() {
    var found = DeclarationReader.read(fixture()).stream().map(JavaParserOracle.Found::of).toList();

    assertThat(found)
        .hasSize(32)
        .containsExactlyInAnyOrderElementsOf(JavaParserOracle.read(fixture()));
  }

  @Test
  void shouldGiveSignaturesWithoutModifiersAnnotationsAndThrownTypes() {
    Map<String, String> signatures =
        DeclarationReader.read(fixture()).stream()
            .collect(
                Collectors.toMap(
                    one -> one.kind() + " " + one.name(),
                    Declaration::signature,
                    (a, b) -> a + "; " + b));

    assertThat(signatures)
        .containsEntry(
            "TYPE Harbour",
            "class Harbour<S extends Comparable<? super S> & Runnable> extends Object implements"
                + " Function<S, Map<String, List<S>>> permits Harbour.Inner")
        .containsEntry(
            "FUNCTION sorted",
            "<K, V extends List<K>> Map<K, ? super V> sorted(K first, V... rest)")
        .containsEntry(
            "CONSTRUCTOR Harbour", "Harbour(); <T extends S> Harbour(T ship, int... berths)")
        .containsEntry("BOOLEAN contains", "boolean contains(S ship, Map<String, List<int[]>> by)")
        .containsEntry("FUNCTION getShip", "S getShip(int berth)")
        .containsEntry("FIELD berths", "Map<Integer, List<? extends S>> berths")
        .containsEntry("FIELD TAKEN", "TAKEN")
        .containsEntry(
            "TYPE Point",
            "record Point<N extends Number>(N x, N y) implements Comparable<Point<N>>");
  }

  @Test
  void shouldTakeAnArrayOfBooleansForNoBoolean() {
    assertThat(DeclarationReader.read(fixture()))
        .filteredOn(one -> one.name().equals("containsAll"))
        .extracting(Declaration::kind)
        .containsExactly(MemberKind.FUNCTION);
  }

  @Property(tries = 200, seed = "7")
  void shouldEndOnAnyCutOfASource(
      @ForAll @IntRange(max = 4_000) int from, @ForAll @IntRange(max = 4_000) int length) {
    String source = fixture();
    int start = Math.min(from, source.length());
    String cut = source.substring(start, Math.min(source.length(), start + length));

    assertThat(DeclarationReader.read(cut))
        .allSatisfy(one -> assertThat(cut).contains(one.comment(), one.name()));
  }

  private static String fixture() {
    try (var in = DeclarationReaderTest.class.getResourceAsStream("Harbour.java.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
