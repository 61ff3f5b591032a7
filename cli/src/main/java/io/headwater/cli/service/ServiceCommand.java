package io.headwater.cli.service;

import io.headwater.cli.settings.SettingsTable;
import io.headwater.service.config.ServiceKind;
import io.headwater.service.config.Settings;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A command that runs a service, or lists the service's settings. */
public abstract class ServiceCommand implements Callable<Integer> {
  private final ServiceKind kind;
  private final Supplier<Settings> definition;

  @Mixin private ServiceOptions options;

  @Option(names = "--settings", description = "Lists every setting with its default, and exits.")
  private boolean settings;

  /**
   * Makes a command.
   *
   * @param definition supplies the service's settings, which load the engine's classes and so are
   *     not asked for before the command runs
   */
  protected ServiceCommand(ServiceKind kind, Supplier<Settings> definition) {
    this.kind = kind;
    this.definition = definition;
  }

  @Override
  public final Integer call() throws Exception {
    if (settings) {
      SettingsTable.lines(definition.get()).forEach(System.out::println);
      return 0;
    }
    return run(options.properties(kind, definition.get()));
  }

  /**
   * Runs the service.
   *
   * @param given settings of file, environment and command line
   * @return the exit code
   */
  protected abstract int run(Map<String, String> given) throws Exception;
}
