package io.headwater.model.checkpoint.internal;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Says of a folder that could not be written which one it is, and how much space is left. */
public final class UnwritableFolder {
  private UnwritableFolder() {}

  /** Writes below a folder. */
  @FunctionalInterface
  public interface Writing<T> {
    /** Returns what was written. */
    T write() throws IOException;
  }

  /**
   * Writes below a folder.
   *
   * @throws IOException if that fails; names the folder and the space left, except where the thread
   *     was interrupted
   */
  public static <T> T naming(Path folder, Writing<T> writing) throws IOException {
    try {
      return writing.write();
    } catch (InterruptedIOException | ClosedByInterruptException e) {
      throw e;
    } catch (IOException e) {
      throw new IOException(folder + ": " + reason(folder, e) + " (" + space(folder) + ")", e);
    }
  }

  private static String reason(Path folder, IOException failure) {
    String message = failure.getMessage();
    if (message == null) {
      return failure.toString();
    }
    boolean isNameAlone = message.startsWith(folder.toString()) && !message.contains(": ");
    return isNameAlone ? failure.toString() : message;
  }

  private static String space(Path folder) {
    try {
      FileStore disk = Files.getFileStore(folder);
      return String.format(
          Locale.ROOT,
          "%,.1f of %,.1f MB free",
          disk.getUsableSpace() / 1e6,
          disk.getTotalSpace() / 1e6);
    } catch (IOException e) {
      return "free space unknown";
    }
  }
}
