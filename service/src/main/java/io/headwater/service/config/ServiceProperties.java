package io.headwater.service.config;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.kafka.common.config.ConfigException;

/** Loads the settings of a service from what its command line gives. */
public final class ServiceProperties {
  private static final char BYTE_ORDER_MARK = '\ufeff';

  private ServiceProperties() {}

  /**
   * Reads a {@code .properties} file in UTF-8 and overrides it with other settings.
   *
   * @param definition the service's settings; their former keys are accepted too
   * @param file file given by {@code --config}
   * @param environment settings from {@link EnvironmentSettings}, which win over the file
   * @param set settings given by {@code --set}, which win over both
   * @throws ConfigException if the file cannot be read, or sets one setting by two names
   */
  public static Map<String, String> load(
      Settings definition,
      Optional<Path> file,
      Map<String, String> environment,
      Map<String, String> set) {
    Map<String, String> result = new TreeMap<>();
    file.ifPresent(path -> result.putAll(definition.underTodaysKeys(read(path))));
    result.putAll(environment);
    result.putAll(definition.underTodaysKeys(set));
    return result;
  }

  /**
   * Reads a {@code .properties} file in UTF-8, with or without a byte order mark.
   *
   * @throws ConfigException if it cannot be read
   */
  public static Map<String, String> read(Path file) {
    Properties properties = new Properties();
    try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      reader.mark(1);
      if (reader.read() != BYTE_ORDER_MARK) {
        reader.reset();
      }
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new ConfigException(
          "configuration file " + file + " must be a readable properties file in UTF-8: " + e);
    }
    Map<String, String> result = new TreeMap<>();
    for (String name : properties.stringPropertyNames()) {
      result.put(name, properties.getProperty(name));
    }
    return result;
  }
}
