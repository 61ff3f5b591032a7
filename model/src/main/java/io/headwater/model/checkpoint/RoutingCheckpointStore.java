package io.headwater.model.checkpoint;

import io.headwater.model.checkpoint.internal.ChunkRange;
import io.headwater.schemas.CheckpointAnnouncement;
import io.headwater.service.config.ServiceConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;

/** The configured store, which also fetches checkpoints announced from the other kind of store. */
final class RoutingCheckpointStore implements CheckpointStore {
  private final ServiceConfig config;
  private final CheckpointStore configured;
  private Optional<KafkaCheckpointStore> elsewhere = Optional.empty();
  private boolean closed;

  RoutingCheckpointStore(ServiceConfig config, CheckpointStore configured) {
    this.config = config;
    this.configured = configured;
  }

  @Override
  public Stored put(
      CheckpointManifest manifest, Optional<CheckpointAnnouncement> before, Content content)
      throws IOException {
    return configured.put(manifest, before, content);
  }

  @Override
  public Path fetch(CheckpointAnnouncement announcement, CheckpointFiles wanted)
      throws IOException {
    return storeOf(announcement.getUri()).fetch(announcement, wanted);
  }

  private CheckpointStore storeOf(String uri) throws IOException {
    boolean onTopic = uri.startsWith(ChunkRange.SCHEME);
    if (onTopic == (configured instanceof KafkaCheckpointStore)) {
      return configured;
    }
    return onTopic ? topic() : folderOf(uri);
  }

  private synchronized CheckpointStore topic() throws IOException {
    if (closed) {
      throw new IOException("the checkpoint store is closed");
    }
    if (elsewhere.isEmpty()) {
      elsewhere =
          Optional.of(KafkaCheckpointStore.open(config, config.topics().checkpointChunks()));
    }
    return elsewhere.get();
  }

  /** Returns the store in the folder that the announcement names, at that path on this machine. */
  private CheckpointStore folderOf(String uri) {
    try {
      Path folder = Path.of(URI.create(uri)).getParent();
      return folder == null ? configured : FileCheckpointStore.at(folder);
    } catch (IllegalArgumentException | FileSystemNotFoundException e) {
      return configured; // its fetch reports the bad URI
    }
  }

  @Override
  public void delete(CheckpointAnnouncement announcement, Collection<CheckpointAnnouncement> others)
      throws IOException {
    configured.delete(announcement, others);
  }

  @Override
  public synchronized void close() {
    closed = true;
    elsewhere.ifPresent(KafkaCheckpointStore::close);
    configured.close();
  }
}
