package io.headwater.model.checkpoint;

import io.headwater.schemas.CheckpointAnnouncement;
import java.util.Collection;
import java.util.Optional;

/** A store for tests that only fetch from it. */
@FunctionalInterface
public interface FetchOnlyStore extends CheckpointStore {
  @Override
  default Stored put(
      CheckpointManifest manifest, Optional<CheckpointAnnouncement> before, Content content) {
    throw new UnsupportedOperationException();
  }

  @Override
  default void delete(
      CheckpointAnnouncement announcement, Collection<CheckpointAnnouncement> others) {
    throw new UnsupportedOperationException();
  }

  @Override
  default void close() {}
}
