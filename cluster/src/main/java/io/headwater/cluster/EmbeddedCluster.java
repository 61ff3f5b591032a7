package io.headwater.cluster;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A real Kafka broker in this process and a real schema registry beside it, both on the loopback
 * address. A registry that ends by itself is started again.
 *
 * <p>Using a topic does not create it. A cluster in a folder that is kept resumes where it stopped,
 * with its topics, offsets and schema ids. Close the cluster after everything that uses it; closing
 * it again does nothing.
 */
public final class EmbeddedCluster implements AutoCloseable {
  private final Folder folder;
  private final int brokerPort;
  private final int registryPort;
  private EmbeddedBroker broker;
  private RegistryKeeper registry;
  private boolean closed;

  /**
   * The folder and the ports of a cluster.
   *
   * @param data folder to keep; empty for a temporary folder that is removed at close
   * @param brokerPort port of the broker, or 0 for any
   * @param registryPort port of the registry, or 0 for any
   */
  public record Options(Optional<Path> data, int brokerPort, int registryPort) {
    /** Returns options for a cluster that leaves nothing behind, on any free ports. */
    public static Options temporary() {
      return new Options(Optional.empty(), 0, 0);
    }

    /** Returns options for a cluster that is kept in a folder, on any free ports. */
    public static Options in(Path data) {
      return new Options(Optional.of(data), 0, 0);
    }
  }

  private EmbeddedCluster(Folder folder, EmbeddedBroker broker, RegistryKeeper registry) {
    this.folder = folder;
    this.broker = broker;
    this.registry = registry;
    this.brokerPort = broker.port();
    this.registryPort = registry.port();
  }

  /**
   * Starts the broker and the registry and waits until both answer.
   *
   * @throws ClusterException if one cannot start; then nothing is left running
   */
  public static EmbeddedCluster start(Options options) {
    Folder folder = Folder.open(options.data());
    EmbeddedBroker broker = null;
    try {
      broker = EmbeddedBroker.start(folder.broker(), options.brokerPort());
      RegistryKeeper registry = RegistryKeeper.start(folder.registry(), options.registryPort());
      return new EmbeddedCluster(folder, broker, registry);
    } catch (RuntimeException e) {
      if (broker != null) {
        broker.close();
      }
      folder.undo();
      throw e;
    }
  }

  /** Returns the value of {@code bootstrap.servers}; a restart does not change it. */
  public String bootstrapServers() {
    return EmbeddedBroker.address(brokerPort);
  }

  /** Returns the value of {@code schema.registry.url}; a restart does not change it. */
  public String registryUrl() {
    return RegistryProcess.url(registryPort);
  }

  /** Returns the registry's process id. */
  synchronized long registryPid() {
    return registry.pid();
  }

  /** Stops the registry alone, as an outage would. */
  public synchronized void stopRegistry() {
    registry.close();
  }

  /** Stops the broker and the registry, as an outage would; their data is kept for a restart. */
  public synchronized void stop() {
    try {
      registry.close();
    } finally {
      broker.close();
    }
  }

  /**
   * Starts the broker and the registry again, at the same addresses and with the same data.
   * Whichever still runs is stopped first.
   *
   * @throws ClusterException if one cannot start, for instance because another process has taken
   *     its port
   * @throws IllegalStateException if the cluster is closed
   */
  public synchronized void restart() {
    if (closed) {
      throw new IllegalStateException("the cluster is closed");
    }
    stop();
    broker = EmbeddedBroker.start(folder.broker(), brokerPort);
    registry = RegistryKeeper.start(folder.registry(), registryPort);
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      stop();
    } finally {
      folder.close();
    }
  }

  /**
   * The cluster's folder, locked against a second cluster.
   *
   * @param made the outermost folder that was made for it; empty if it was there before
   */
  private record Folder(Path path, FileChannel lock, Optional<Path> made, boolean temporary)
      implements AutoCloseable {

    @SuppressWarnings("resource") // the channel holds the lock until close
    static Folder open(Optional<Path> kept) {
      try {
        Optional<Path> made =
            kept.isPresent()
                ? outermostMissing(kept.get())
                : Optional.of(Files.createTempDirectory("headwater-cluster"));
        Path path = kept.isPresent() ? Files.createDirectories(kept.get()) : made.orElseThrow();
        FileChannel channel =
            FileChannel.open(
                path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (!isLocked(channel)) {
          channel.close();
          throw new ClusterException("folder " + path + " is in use by another cluster");
        }
        return new Folder(path, channel, made, kept.isEmpty());
      } catch (IOException e) {
        throw new ClusterException("cluster cannot use folder " + kept.orElse(null) + ": " + e, e);
      }
    }

    private static Optional<Path> outermostMissing(Path folder) {
      Optional<Path> missing = Optional.empty();
      for (Path each = folder.toAbsolutePath();
          each != null && Files.notExists(each);
          each = each.getParent()) {
        missing = Optional.of(each);
      }
      return missing;
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
      try {
        return channel.tryLock() != null;
      } catch (OverlappingFileLockException e) {
        return false;
      }
    }

    Path broker() {
      return path.resolve("broker");
    }

    Path registry() {
      return path.resolve("registry");
    }

    @Override
    public void close() {
      release(temporary ? made : Optional.empty());
    }

    /** Leaves nothing behind that was not there before; for a cluster that has not started. */
    void undo() {
      release(made);
    }

    private void release(Optional<Path> unwanted) {
      try {
        lock.close();
        if (unwanted.isPresent()) {
          Folders.delete(unwanted.get());
        }
      } catch (IOException e) {
        throw new ClusterException("folder " + path + " could not be released: " + e, e);
      }
    }
  }
}
