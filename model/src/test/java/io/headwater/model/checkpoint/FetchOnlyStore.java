package io.headwater.model.checkpoint;

import io.headwater.schemas.CheckpointAnnouncement;

/** A store for tests that only fetch from it. */
@FunctionalInterface
public interface FetchOnlyStore extends CheckpointStore {
  @Override
  default Stored put(CheckpointManifest manifest, Content content) {
    throw new UnsupportedOperationException();
  }

  @Override
  default void delete(CheckpointAnnouncement announcement) {
    throw new UnsupportedOperationException();
  }

  @Override
  default void close() {}
}
