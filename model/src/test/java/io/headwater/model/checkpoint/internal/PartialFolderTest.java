package io.headwater.model.checkpoint.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.headwater.model.checkpoint.CheckpointManifest.StoredFile;
import io.headwater.model.checkpoint.CorruptCheckpointException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartialFolderTest {
  @TempDir private Path folder;

  private static ChunkLayout layout(int chunkBytes, List<Integer> sizes) {
    List<StoredFile> files = new ArrayList<>();
    for (int i = 0; i < sizes.size(); i++) {
      files.add(new StoredFile("f" + i, sizes.get(i), ""));
    }
    return new ChunkLayout(files, chunkBytes);
  }

  /** Cut off at every length a process may die at, files come out as they went in. */
  @Property(tries = 60, seed = "1")
  void shouldGoOnAfterTheLastWholeChunk(
      @ForAll @Size(min = 1, max = 4) List<@IntRange(max = 20) Integer> sizes,
      @ForAll @IntRange(min = 1, max = 8) int chunkBytes,
      @ForAll @IntRange(max = 7) int torn,
      @ForAll long seed)
      throws IOException {
    Path root = Files.createTempDirectory("partial");
    try {
      ChunkLayout layout = layout(chunkBytes, sizes);
      Random random = new Random(seed);
      List<byte[]> contents = new ArrayList<>();
      for (int size : sizes) {
        byte[] content = new byte[size];
        random.nextBytes(content);
        contents.add(content);
      }
      int dies = layout.count() == 0 ? 0 : random.nextInt((int) layout.count() + 1);
      PartialFolder first = PartialFolder.resume(root, layout);
      while (first.next() < dies) {
        first.append(chunk(layout, contents, first.next()));
      }
      if (!first.isComplete()) {
        byte[] next = chunk(layout, contents, dies);
        Files.write(
            root.resolve(layout.place(dies).file()),
            Arrays.copyOf(next, Math.min(torn, next.length - 1)),
            StandardOpenOption.CREATE,
            StandardOpenOption.APPEND);
      }

      PartialFolder second = PartialFolder.resume(root, layout);
      assertThat(second.next()).isEqualTo(dies);
      while (!second.isComplete()) {
        second.append(chunk(layout, contents, second.next()));
      }
      Path finished = second.finished();
      for (int i = 0; i < sizes.size(); i++) {
        assertThat(finished.resolve("f" + i)).hasBinaryContent(contents.get(i));
      }
    } finally {
      Folders.delete(root);
    }
  }

  private static byte[] chunk(ChunkLayout layout, List<byte[]> contents, int index) {
    ChunkLayout.Place place = layout.place(index);
    int from = (int) place.offset();
    return Arrays.copyOfRange(
        contents.get(Integer.parseInt(place.file().substring(1))), from, from + place.length());
  }

  @Test
  void shouldRefuseAChunkOfAnotherLength() throws IOException {
    PartialFolder partial = PartialFolder.resume(folder, layout(4, List.of(6)));
    partial.append(new byte[4]);

    assertThatExceptionOfType(CorruptCheckpointException.class)
        .isThrownBy(() -> partial.append(new byte[4]))
        .withMessage("f0: chunk 1 has 4 bytes but must have 2");
  }

  @Test
  void shouldStartAFileAnewThatIsLongerThanItMayBe() throws IOException {
    Files.write(folder.resolve("f0"), new byte[7]);

    assertThat(PartialFolder.resume(folder, layout(4, List.of(6))).next()).isZero();
    assertThat(folder.resolve("f0")).doesNotExist();
  }
}
