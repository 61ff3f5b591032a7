package io.headwater.schemas.serde;

import org.apache.kafka.common.errors.SerializationException;

/** Thrown when the schema registry refuses a schema, such as one that breaks compatibility. */
public class SchemaRefusedException extends SerializationException {
  private static final long serialVersionUID = 1L;

  /** Makes an exception; the message says which subject refused the schema and why. */
  public SchemaRefusedException(String message) {
    super(message);
  }

  /** Makes an exception; the message says which subject refused the schema and why. */
  public SchemaRefusedException(String message, Throwable cause) {
    super(message, cause);
  }
}
