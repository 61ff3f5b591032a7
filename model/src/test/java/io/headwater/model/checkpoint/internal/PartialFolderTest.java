package io.headwater.model.checkpoint.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.headwater.model.checkpoint.CheckpointFiles;
import io.headwater.model.checkpoint.CheckpointManifest.StoredFile;
import io.headwater.model.checkpoint.CorruptCheckpointException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartialFolderTest {
  @TempDir private Path folder;

  private static final String UNWANTED = "optimizer.safetensors";

  private static ChunkLayout layout(int chunkBytes, List<Integer> sizes) {
    return layout(chunkBytes, sizes, sizes.size());
  }

  private static ChunkLayout layout(int chunkBytes, List<Integer> sizes, int unwanted) {
    List<StoredFile> files = new ArrayList<>();
    for (int i = 0; i < sizes.size(); i++) {
      files.add(new StoredFile(i == unwanted ? UNWANTED : "f" + i, sizes.get(i), ""));
    }
    return new ChunkLayout(files, chunkBytes);
  }

  private static PartialFolder resume(Path folder, ChunkLayout layout) throws IOException {
    return PartialFolder.resume(folder, layout, CheckpointFiles.MODEL);
  }

  /** Cut off at every length a process may die at, wanted files come out as they went in. */
  @Property(tries = 60, seed = "1")
  void shouldGoOnAfterTheLastWholeChunk(
      @ForAll @Size(min = 1, max = 4) List<@IntRange(max = 20) Integer> sizes,
      @ForAll @IntRange(min = 1, max = 8) int chunkBytes,
      @ForAll @IntRange(max = 7) int torn,
      @ForAll @IntRange(max = 4) int unwanted,
      @ForAll long seed)
      throws IOException {
    Path root = Files.createTempDirectory("partial");
    try {
      ChunkLayout layout = layout(chunkBytes, sizes, unwanted);
      Random random = new Random(seed);
      Map<String, byte[]> contents = new HashMap<>();
      for (StoredFile file : layout.files()) {
        byte[] content = new byte[(int) file.size()];
        random.nextBytes(content);
        contents.put(file.name(), content);
      }
      int dies = layout.count() == 0 ? 0 : random.nextInt((int) layout.count() + 1);
      PartialFolder first = resume(root, layout);
      while (first.next() < dies) {
        first.append(chunk(layout, contents, first.next()));
      }
      int missing = first.next();
      if (!first.isComplete()) {
        byte[] next = chunk(layout, contents, missing);
        Files.write(
            root.resolve(layout.place(missing).file()),
            Arrays.copyOf(next, Math.min(torn, next.length - 1)),
            StandardOpenOption.CREATE,
            StandardOpenOption.APPEND);
      }

      PartialFolder second = resume(root, layout);
      assertThat(second.next()).isEqualTo(missing);
      while (!second.isComplete()) {
        second.append(chunk(layout, contents, second.next()));
      }
      Path finished = second.finished();
      contents.forEach(
          (name, bytes) -> {
            if (name.equals(UNWANTED)) {
              assertThat(finished.resolve(name)).doesNotExist();
            } else {
              assertThat(finished.resolve(name)).hasBinaryContent(bytes);
            }
          });
    } finally {
      Folders.delete(root);
    }
  }

  private static byte[] chunk(ChunkLayout layout, Map<String, byte[]> contents, int index) {
    ChunkLayout.Place place = layout.place(index);
    int from = (int) place.offset();
    return Arrays.copyOfRange(contents.get(place.file()), from, from + place.length());
  }

  @Test
  void shouldRefuseAChunkOfAnotherLength() throws IOException {
    PartialFolder partial = resume(folder, layout(4, List.of(6)));
    partial.append(new byte[4]);

    assertThatExceptionOfType(CorruptCheckpointException.class)
        .isThrownBy(() -> partial.append(new byte[4]))
        .withMessage("f0: chunk 1 has 4 bytes but must have 2");
  }

  @Test
  void shouldStartAFileAnewThatIsLongerThanItMayBe() throws IOException {
    Files.write(folder.resolve("f0"), new byte[7]);

    assertThat(resume(folder, layout(4, List.of(6))).next()).isZero();
    assertThat(folder.resolve("f0")).doesNotExist();
  }
}
