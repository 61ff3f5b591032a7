package io.headwater.model.checkpoint;

import io.headwater.schemas.CheckpointAnnouncement;
import java.time.Instant;
import java.util.List;

/** Announcements of versions that are stored nowhere. */
public final class SampleAnnouncements {
  private SampleAnnouncements() {}

  /** Returns an announcement of model {@code main}, of epoch 1, without tasks and positions. */
  public static CheckpointAnnouncement.Builder of(long version) {
    return CheckpointAnnouncement.newBuilder()
        .setModel("main")
        .setVersion(version)
        .setEpoch(1)
        .setStep(version)
        .setSequence(version)
        .setParents(List.of())
        .setUri("file:nowhere")
        .setSize(0)
        .setFiles(List.of())
        .setPositions(List.of())
        .setTasks(List.of())
        .setAnnouncedAt(Instant.EPOCH);
  }
}
