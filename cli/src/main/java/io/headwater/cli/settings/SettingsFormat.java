package io.headwater.cli.settings;

import java.util.Locale;

/** How settings are printed. */
enum SettingsFormat {
  /** Lines for a terminal, of which each first may be copied into a file of settings. */
  TABLE,
  /** The page of the reference. */
  MARKDOWN,
  /** A JSON Schema that a file of settings can be checked by. */
  JSON_SCHEMA;

  /** Returns the name by which a command line calls the format. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
