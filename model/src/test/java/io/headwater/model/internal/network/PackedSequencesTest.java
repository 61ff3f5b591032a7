package io.headwater.model.internal.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.headwater.model.Activation;
import io.headwater.model.ModelConfig;
import io.headwater.model.Pooling;
import io.headwater.model.TestModels;
import io.headwater.model.internal.layout.BatchArrays.Group;
import io.headwater.model.internal.layout.BatchArrays.Packed;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class PackedSequencesTest {
  private static final int PROPERTY_TRIES = 200;

  @Provide
  Arbitrary<List<int[]>> sequences() {
    return Arbitraries.integers()
        .between(0, 99)
        .array(int[].class)
        .ofMinSize(1)
        .ofMaxSize(20)
        .list()
        .ofMinSize(1)
        .ofMaxSize(12);
  }

  /** The example that the documentation of the layout draws. */
  @Test
  void shouldPackAsDrawn() {
    PackedSequences packed =
        PackedSequences.grouped(
            List.of(new int[] {20, 21}, new int[] {0, 1, 2, 3}, new int[] {10, 11, 12}));
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      NDList arrays = packed.arrays(manager, manager, new Staging());

      assertThat(longs(Packed.IDS, arrays)).containsExactly(0, 1, 2, 3, 10, 11, 12, 20, 21);
      assertThat(longs(Packed.POSITIONS, arrays)).containsExactly(0, 1, 2, 3, 0, 1, 2, 0, 1);
      assertThat(longs(Packed.BACK, arrays)).containsExactly(0, 1, 2, 3, 4, 5, 6, 8, 9);
      assertThat(longs(Packed.GATHER, arrays)).containsExactly(0, 1, 2, 3, 4, 5, 6, 0, 7, 8);
      assertThat(longs(Packed.LENGTHS, arrays)).containsExactly(4, 3, 2);
      assertThat(longs(Packed.GROUPS, arrays)).containsExactly(2, 4, 0, 1, 2, 0);
    }
  }

  @Test
  void shouldMaskPaddingWhereWholeRowsAreSeen() {
    ModelConfig encoder = TestModels.encoder(Pooling.MEAN, Activation.GELU);
    int end = encoder.endToken();
    PackedSequences packed =
        PackedSequences.of(
            encoder,
            List.of(
                new int[] {20, end},
                new int[] {5, end, 6, end},
                new int[] {10, 11, end},
                new int[] {21, end}));
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      NDList arrays = packed.arrays(manager, manager, new Staging());

      assertThat(longs(Packed.LENGTHS, arrays)).containsExactly(4, 3, 2, 2);
      // Rows of 4 and 3 share a group with padding; those of 2 have none to hide.
      assertThat(longs(Packed.GROUPS, arrays)).containsExactly(2, 4, 1, 2, 2, 0);
      assertThat(longs(Packed.TYPES, arrays)).containsExactly(0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0);
      assertThat(packed.rank(1)).isZero();
      assertThat(packed.rank(0)).isEqualTo(2);
    }
  }

  @Property(tries = PROPERTY_TRIES)
  void shouldGiveBackEverySequenceFromWhereItStarts(@ForAll("sequences") List<int[]> sequences) {
    for (PackedSequences packed :
        List.of(PackedSequences.grouped(sequences), PackedSequences.together(sequences))) {
      try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
        NDList arrays = packed.arrays(manager, manager, new Staging());
        long[] ids = longs(Packed.IDS, arrays);
        long[] positions = longs(Packed.POSITIONS, arrays);

        assertThat(ids).hasSize(packed.tokens());
        for (int row = 0; row < sequences.size(); row++) {
          int[] sequence = sequences.get(row);
          int start = packed.start(row);
          assertThat(Arrays.copyOfRange(ids, start, start + sequence.length))
              .isEqualTo(Arrays.stream(sequence).asLongStream().toArray());
          assertThat(Arrays.copyOfRange(positions, start, start + sequence.length))
              .isEqualTo(IntStream.range(0, sequence.length).asLongStream().toArray());
        }
      }
    }
  }

  @Property(tries = PROPERTY_TRIES)
  void shouldFindEveryTokenInItsPaddedPlace(@ForAll("sequences") List<int[]> sequences) {
    for (PackedSequences packed :
        List.of(PackedSequences.grouped(sequences), PackedSequences.together(sequences))) {
      try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
        NDList arrays = packed.arrays(manager, manager, new Staging());
        long[] gather = longs(Packed.GATHER, arrays);
        long[] back = longs(Packed.BACK, arrays);
        long[] groups = longs(Packed.GROUPS, arrays);

        assertThat(gather).hasSize(packed.places());
        for (int token = 0; token < back.length; token++) {
          assertThat(gather[(int) back[token]]).isEqualTo(token);
        }
        int size = Group.values().length;
        long rows = 0;
        long places = 0;
        for (int first = 0; first < groups.length; first += size) {
          rows += groups[first + Group.ROWS.number()];
          places += groups[first + Group.ROWS.number()] * groups[first + Group.LENGTH.number()];
        }
        assertThat(rows).isEqualTo(sequences.size());
        assertThat(places).isEqualTo(packed.places());
      }
    }
  }

  private static long[] longs(Packed part, NDList arrays) {
    return part.in(arrays).toLongArray();
  }
}
