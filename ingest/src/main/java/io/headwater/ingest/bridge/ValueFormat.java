package io.headwater.ingest.bridge;

/** How the values of a source's records are written. */
public enum ValueFormat {
  /** Avro in the Confluent wire format, of any schema that the registry has. */
  AVRO,
  /** JSON in UTF-8, or the same behind the header of Confluent's JSON Schema format. */
  JSON,
  /** Text in UTF-8. */
  STRING
}
