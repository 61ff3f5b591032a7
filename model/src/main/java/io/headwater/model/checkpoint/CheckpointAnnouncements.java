package io.headwater.model.checkpoint;

import io.headwater.model.TaskModule;
import io.headwater.model.checkpoint.CheckpointManifest.StoredFile;
import io.headwater.schemas.CheckpointAnnouncement;
import io.headwater.schemas.CheckpointFile;
import io.headwater.schemas.Position;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Makes the announcement of a stored checkpoint. */
public final class CheckpointAnnouncements {
  private CheckpointAnnouncements() {}

  /**
   * Returns the unsigned announcement of a stored checkpoint.
   *
   * @param at time on the trainer's clock
   */
  public static CheckpointAnnouncement of(CheckpointStore.Stored stored, Instant at) {
    CheckpointManifest manifest = stored.manifest();
    List<StoredFile> files = new ArrayList<>(manifest.files());
    files.add(stored.manifestFile());
    return CheckpointAnnouncement.newBuilder()
        .setModel(manifest.model())
        .setVersion(manifest.version())
        .setEpoch(manifest.epoch())
        .setStep(manifest.step())
        .setSequence(manifest.sequence())
        .setParents(manifest.parents())
        .setUri(stored.uri())
        .setSize(files.stream().mapToLong(StoredFile::size).sum())
        .setFiles(
            files.stream()
                .map(
                    file ->
                        new CheckpointFile(
                            file.name(),
                            file.size(),
                            file.sha256(),
                            stored.fileUris().get(file.name())))
                .toList())
        .setPositions(manifest.positions().stream().map(CheckpointAnnouncements::position).toList())
        .setTasks(manifest.tasks().stream().map(TaskModule::task).toList())
        .setAnnouncedAt(at)
        .build();
  }

  private static Position position(TrainedThrough through) {
    return new Position(
        through.clusterId(),
        through.topicId(),
        through.topic(),
        through.partition(),
        through.nextOffset());
  }
}
