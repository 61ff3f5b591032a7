package io.headwater.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.headwater.schemas.CheckpointAnnouncement;
import io.headwater.schemas.CheckpointFile;
import io.headwater.service.config.ServiceConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointStoresTest {
  @TempDir Path folder;

  private static ServiceConfig config(String uri) {
    return new ServiceConfig(
        ServiceConfig.definition(), Map.of(ServiceConfig.CHECKPOINT_STORE, uri));
  }

  @Test
  void shouldOpenFoldersByUri() throws IOException {
    Path root = folder.resolve("a/b");
    try (CheckpointStore store = CheckpointStores.open(config(root.toUri().toString()))) {
      assertThat(SampleCheckpoints.store(store, 1).uri()).startsWith(root.toUri().toString());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3://bucket/v7-e3-000000000000", "file:/a%zz", "file:/", "file:x", ""})
  void shouldRefuseAnnouncementsOfPlacesItCannotRead(String uri) throws IOException {
    CheckpointAnnouncement foreign = Announced.withUri(announced(), uri);
    for (String configured : List.of(folder.resolve("here").toUri().toString(), "kafka:")) {
      ServiceConfig config =
          new ServiceConfig(
              ServiceConfig.definition(),
              Map.of(
                  ServiceConfig.CHECKPOINT_STORE,
                  configured,
                  ServiceConfig.CHECKPOINT_CACHE,
                  folder.resolve("cache").toString()));
      try (CheckpointStore store = CheckpointStores.open(config);
          CheckpointStore holding = CheckpointStores.holding(foreign, config)) {
        for (CheckpointStore one : List.of(store, holding)) {
          assertThatExceptionOfType(CorruptCheckpointException.class)
              .isThrownBy(() -> one.fetch(foreign, CheckpointFiles.ALL))
              .withMessageContaining("not the URI of a");
        }
      }
    }
  }

  @Test
  void shouldRefuseAnnouncementsWhoseDigestsAreNone() throws IOException {
    CheckpointAnnouncement announcement = announced();
    List<CheckpointFile> files =
        announcement.getFiles().stream()
            .map(file -> new CheckpointFile(file.getName(), file.getSize(), "ab", null))
            .toList();
    try (CheckpointStore store =
        CheckpointStores.open(config(folder.resolve("elsewhere").toUri().toString()))) {
      assertThatExceptionOfType(CorruptCheckpointException.class)
          .isThrownBy(
              () -> store.fetch(Announced.withFiles(announcement, files), CheckpointFiles.ALL))
          .withMessageContaining("\"ab\" was announced but is not a SHA-256");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "chunks=2000000000&bytes=1&checkpoint=demo:v1-e3-000000000000",
        "chunks=%d&bytes=524288&checkpoint=other:v1-e3-000000000000"
      })
  void shouldDeleteNoChunksButThoseAnnounced(String range) throws IOException {
    CheckpointAnnouncement announcement = announced();
    String uri =
        "kafka:t?partition=0&from=0&to=3000000000&"
            + range.formatted(announcement.getFiles().size());
    ServiceConfig config =
        new ServiceConfig(
            ServiceConfig.definition(),
            Map.of(
                ServiceConfig.CHECKPOINT_STORE,
                "kafka:t",
                ServiceConfig.CHECKPOINT_CACHE,
                folder.resolve("cache").toString()));
    try (CheckpointStore store = CheckpointStores.open(config)) {
      assertThatExceptionOfType(CorruptCheckpointException.class)
          .isThrownBy(() -> store.delete(Announced.withUri(announcement, uri)))
          .withMessageContaining(": the announced ");
    }
  }

  private CheckpointAnnouncement announced() throws IOException {
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
    return Announced.of(SampleCheckpoints.store(FileCheckpointStore.open(elsewhere), 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"file://host/path", "file:a b", "file:/a%zz"})
  void shouldNameUrisItCannotOpen(String uri) {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> CheckpointStores.open(config(uri)))
        .withMessageStartingWith(
            "checkpoint.store is \"" + uri + "\" but must be a URI such as file:/data");
  }
}
