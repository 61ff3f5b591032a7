package io.headwater.service.health;

import io.headwater.service.config.ServiceConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file whose age shows a service's health: seconds old while the service does its work, older
 * when it does not, and gone once it has ended. What watches a container needs only the file's
 * time.
 */
public final class HealthFile implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HealthFile.class);
  private static final Duration BETWEEN = Duration.ofSeconds(1);

  private final Optional<Path> file;
  private long written = System.nanoTime() - BETWEEN.toNanos();
  private boolean complained;

  private HealthFile(Optional<Path> file) {
    this.file = file;
  }

  /**
   * Returns the configured file, and deletes one that an earlier process left.
   *
   * @throws ConfigException if the file cannot be written
   */
  public static HealthFile of(ServiceConfig config) {
    HealthFile health = new HealthFile(config.healthFile());
    health.file.ifPresent(
        path -> {
          try {
            write(path);
            Files.delete(path);
          } catch (IOException e) {
            throw new ConfigException(
                ServiceConfig.HEALTH_FILE
                    + " is "
                    + path
                    + " but must be a file that can be written and deleted: "
                    + e);
          }
        });
    return health;
  }

  /** Reports that the service does its work; writes once a second, however often it is called. */
  public void healthy() {
    long now = System.nanoTime();
    if (file.isEmpty() || now - written < BETWEEN.toNanos()) {
      return;
    }
    written = now;
    try {
      write(file.get());
      complained = false;
    } catch (IOException e) {
      if (!complained) {
        LOG.warn("Cannot write {}: {}", file.get(), e.toString());
      }
      complained = true;
    }
  }

  private static void write(Path path) throws IOException {
    Files.writeString(path, Instant.now() + "\n");
  }

  /** Deletes the file, since the service no longer does its work. */
  @Override
  public void close() {
    try {
      if (file.isPresent()) {
        Files.deleteIfExists(file.get());
      }
    } catch (IOException e) {
      LOG.warn("Cannot delete {}: {}", file.get(), e.toString());
    }
  }
}
