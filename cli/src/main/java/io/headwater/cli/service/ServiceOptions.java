package io.headwater.cli.service;

import io.headwater.cli.logging.ServiceLog;
import io.headwater.service.config.EnvironmentSettings;
import io.headwater.service.config.ServiceConfig;
import io.headwater.service.config.ServiceKind;
import io.headwater.service.config.ServiceProperties;
import io.headwater.service.config.Settings;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Reads settings from a file, overridden by the environment, then by the command line. */
public final class ServiceOptions {

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = {
        "Properties file with the service's settings.",
        "Variables such as HEADWATER_MODEL_NAME and HEADWATER_TRAINER_BATCH_TOKENS override its"
            + " keys."
      })
  private Optional<Path> file = Optional.empty();

  @Option(
      names = {"-s", "--set"},
      paramLabel = "KEY=VALUE",
      description = "Sets one key and overrides file and environment; may be repeated.")
  private Map<String, String> set = new LinkedHashMap<>();

  private final Map<String, String> environment;

  public ServiceOptions() {
    this(System.getenv());
  }

  public ServiceOptions(Map<String, String> environment) {
    this.environment = environment;
  }

  /**
   * Returns the settings that all services share, for a command that is not a service, and sets up
   * logging by them.
   */
  public ServiceConfig common() {
    Settings definition = ServiceConfig.definition();
    ServiceConfig config = new ServiceConfig(definition, properties(definition, Optional.empty()));
    ServiceLog.toStandardError(config);
    return config;
  }

  /** Returns the settings of a service. */
  public Map<String, String> properties(ServiceKind service, Settings definition) {
    return properties(definition, Optional.of(service));
  }

  private Map<String, String> properties(Settings definition, Optional<ServiceKind> service) {
    return ServiceProperties.load(
        definition, file, new EnvironmentSettings(definition, service).read(environment), set);
  }
}
