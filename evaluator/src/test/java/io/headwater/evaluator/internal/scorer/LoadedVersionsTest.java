package io.headwater.evaluator.internal.scorer;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.headwater.model.checkpoint.CheckpointAnnouncements;
import io.headwater.model.checkpoint.CheckpointFiles;
import io.headwater.model.checkpoint.CheckpointManifest;
import io.headwater.model.checkpoint.CheckpointStore;
import io.headwater.model.checkpoint.FileCheckpointStore;
import io.headwater.model.checkpoint.TrainedThrough;
import io.headwater.model.serving.Answer;
import io.headwater.model.serving.ServedModel;
import io.headwater.schemas.CheckpointAnnouncement;
import io.headwater.schemas.contract.Question;
import io.headwater.schemas.contract.SourcePartition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Versions in a real store, from which some were deleted. */
class LoadedVersionsTest {
  private static final SourcePartition PARTITION = new SourcePartition("t.examples.a", "id", 0);

  @TempDir private Path folder;
  private final Logger log = (Logger) LoggerFactory.getLogger(LoadedVersions.class);
  private final ListAppender<ILoggingEvent> said = new ListAppender<>();
  private final Announcements announcements = new Announcements();
  private final Map<Long, CheckpointAnnouncement> announced = new HashMap<>();
  private CheckpointStore store;
  private LoadedVersions versions;

  @BeforeEach
  void open() throws IOException {
    said.start();
    log.addAppender(said);
    store = FileCheckpointStore.open(folder);
    versions =
        new LoadedVersions(
            announcements,
            announcement -> {
              store.fetch(announcement, CheckpointFiles.ALL);
              return new Silent(manifest(announcement.getVersion()));
            });
    for (long version = 0; version <= 4; version++) {
      announced.put(
          version,
          CheckpointAnnouncements.of(
              store.put(
                  manifest(version), to -> Files.writeString(to.resolve("weights"), "weights")),
              Instant.EPOCH));
      announcements.announce(announced.get(version));
    }
  }

  @AfterEach
  void close() {
    log.detachAppender(said);
    versions.close();
    store.close();
  }

  @Test
  void shouldPassOverVersionsThatWereDeletedOnPurpose() throws IOException {
    store.delete(announced.get(3L));
    store.delete(announced.get(2L));
    reachWithin(35);

    assertThat(versions.versions()).containsExactly(1L, 4L);
    assertThat(announcements.refused()).isEmpty();
    assertThat(said.list).extracting(ILoggingEvent::getLevel).doesNotContain(Level.ERROR);
    assertThat(said.list).extracting(ILoggingEvent::getThrowableProxy).containsOnlyNulls();
  }

  @Test
  void shouldRefuseVersionsWhoseFilesAreDamaged() throws IOException {
    Path damaged = store.fetch(announced.get(3L), CheckpointFiles.ALL).resolve("weights");
    Files.writeString(damaged, "Weights");
    reachWithin(35);

    assertThat(versions.versions()).containsExactly(2L, 4L);
    assertThat(announcements.refused()).containsExactly(3L);
    assertThat(said.list).extracting(ILoggingEvent::getLevel).contains(Level.ERROR);
  }

  @Test
  void shouldRefuseTheNewestWhereTheStoreDoesNotHaveIt() throws IOException {
    store.delete(announced.get(4L));
    reachWithin(35);

    assertThat(versions.versions()).containsExactly(3L);
    assertThat(announcements.refused()).containsExactly(4L);
    assertThat(said.list).extracting(ILoggingEvent::getLevel).contains(Level.ERROR);
  }

  /** Tries what there is to try for a scorer that is at an offset. */
  private void reachWithin(long offset) {
    for (int i = 0; i < 8; i++) {
      versions.update(Map.of(PARTITION, offset));
    }
  }

  /** Returns the manifest of a version that was trained through ten records a version. */
  private static CheckpointManifest manifest(long version) {
    return new CheckpointManifest(
        "main",
        version,
        1,
        version,
        version,
        List.of(),
        List.of(),
        List.of(
            new TrainedThrough(
                "cluster",
                PARTITION.topicId(),
                PARTITION.topic(),
                PARTITION.partition(),
                10 * version)),
        Map.of(),
        List.of(),
        List.of());
  }

  /** A model that is never asked. */
  private record Silent(CheckpointManifest manifest) implements ServedModel {
    @Override
    public List<Answer> answer(String task, List<Question> questions) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
  }
}
