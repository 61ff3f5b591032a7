package io.headwater.cli;

import io.headwater.schemas.config.ServiceProperties;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where a service's settings come from. */
final class ServiceOptions {

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "Properties file with the service's settings.")
  private Optional<Path> file = Optional.empty();

  @Option(
      names = {"-s", "--set"},
      paramLabel = "KEY=VALUE",
      description = "Sets one key, over the file; may be repeated.")
  private Map<String, String> set = new LinkedHashMap<>();

  /** Returns the file's settings with those given by {@code --set} over them. */
  Map<String, String> properties() {
    return ServiceProperties.load(file, set);
  }
}
