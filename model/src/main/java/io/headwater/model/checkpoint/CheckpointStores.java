package io.headwater.model.checkpoint;

import io.headwater.model.checkpoint.internal.ChunkRange;
import io.headwater.schemas.CheckpointAnnouncement;
import io.headwater.service.config.ServiceConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.kafka.common.config.ConfigException;

/** Opens the store a service is configured with. */
public final class CheckpointStores {
  private CheckpointStores() {}

  /**
   * Opens the store at {@link ServiceConfig#checkpointStore()}: {@code file:} and a path, absolute
   * or relative to the working folder, or {@code kafka:}, optionally followed by the name of a
   * topic.
   *
   * <p>The store also fetches checkpoints that were announced from the other kind of store, so that
   * a model may move between the two. It deletes only from the configured store.
   *
   * @throws ConfigException if the URI is malformed
   */
  public static CheckpointStore open(ServiceConfig config) throws IOException {
    String uri = config.checkpointStore();
    if (uri.startsWith(ChunkRange.SCHEME)) {
      String named = uri.substring(ChunkRange.SCHEME.length());
      String topic = named.isEmpty() ? config.topics().checkpointChunks() : named;
      return new RoutingCheckpointStore(config, KafkaCheckpointStore.open(config, topic));
    }
    return new RoutingCheckpointStore(config, FileCheckpointStore.open(folder(uri)));
  }

  /**
   * Opens the store to fetch an announced checkpoint from: the folder it was announced from if this
   * machine can reach it, whatever is configured, else the configured store.
   *
   * @throws ConfigException if the configured URI is malformed
   */
  public static CheckpointStore holding(CheckpointAnnouncement announcement, ServiceConfig config)
      throws IOException {
    String uri = announcement.getUri();
    if (uri.startsWith("file:/")) {
      try {
        Path folder = Path.of(URI.create(uri));
        if (Files.isDirectory(folder) && folder.getParent() != null) {
          return FileCheckpointStore.at(folder.getParent());
        }
      } catch (IllegalArgumentException e) {
        return open(config); // its fetch reports the bad URI
      }
    }
    return open(config);
  }

  private static Path folder(String uri) {
    try {
      URI parsed = URI.create(uri);
      return parsed.isOpaque() ? Path.of(parsed.getSchemeSpecificPart()) : Path.of(parsed);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(
          ServiceConfig.CHECKPOINT_STORE
              + " is \""
              + uri
              + "\" but must be a URI such as file:/data/checkpoints: "
              + e.getMessage());
    }
  }
}
