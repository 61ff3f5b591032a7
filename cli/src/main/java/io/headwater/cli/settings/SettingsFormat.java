package io.headwater.cli.settings;

import java.util.Locale;

/** A format that settings are printed in. */
enum SettingsFormat {
  /** Two lines a key for a terminal; the first can be copied into a settings file. */
  TABLE,
  /** The settings page of the reference documentation. */
  MARKDOWN,
  /** A JSON Schema that settings can be validated against. */
  JSON_SCHEMA;

  /** Returns the format's name on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
