package io.headwater.ingest.bridge;

/** The format of the values of a source's records. */
public enum ValueFormat {
  /** Avro in the Confluent wire format, with any schema that the registry has. */
  AVRO,
  /** JSON in UTF-8, with or without the header of Confluent's JSON Schema format. */
  JSON,
  /** Text in UTF-8. */
  STRING
}
