package io.headwater.model.checkpoint;

import io.headwater.schemas.CheckpointAnnouncement;
import io.headwater.schemas.CheckpointFile;
import java.time.Instant;
import java.util.List;

/** Announcements for tests. */
final class Announced {
  private Announced() {}

  static CheckpointAnnouncement of(CheckpointStore.Stored stored) {
    return CheckpointAnnouncements.of(stored, Instant.EPOCH);
  }

  static CheckpointAnnouncement withUri(CheckpointAnnouncement a, String uri) {
    return copy(a, a.getVersion(), uri, a.getFiles());
  }

  static CheckpointAnnouncement withVersion(CheckpointAnnouncement a, long version) {
    return copy(a, version, a.getUri(), a.getFiles());
  }

  static CheckpointAnnouncement withFiles(CheckpointAnnouncement a, List<CheckpointFile> files) {
    return copy(a, a.getVersion(), a.getUri(), files);
  }

  private static CheckpointAnnouncement copy(
      CheckpointAnnouncement a, long version, String uri, List<CheckpointFile> files) {
    return CheckpointAnnouncement.newBuilder(a)
        .setVersion(version)
        .setUri(uri)
        .setFiles(files)
        .build();
  }
}
