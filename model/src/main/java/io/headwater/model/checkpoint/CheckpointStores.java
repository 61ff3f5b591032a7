package io.headwater.model.checkpoint;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;

/** Opens stores by URI. */
public final class CheckpointStores {
  private CheckpointStores() {}

  /**
   * Opens the store at a URI.
   *
   * @param uri {@code file:} followed by a path, absolute or relative to the working folder
   * @throws IllegalArgumentException if the URI is malformed or of another scheme
   */
  public static CheckpointStore open(String uri) throws IOException {
    try {
      URI parsed = URI.create(uri);
      if ("file".equals(parsed.getScheme())) {
        Path root = parsed.isOpaque() ? Path.of(parsed.getSchemeSpecificPart()) : Path.of(parsed);
        return FileCheckpointStore.open(root);
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(refusal(uri) + ": " + e.getMessage(), e);
    }
    throw new IllegalArgumentException(refusal(uri));
  }

  private static String refusal(String uri) {
    return "the checkpoint store is \""
        + uri
        + "\" but must be a URI such as file:/data/checkpoints";
  }
}
