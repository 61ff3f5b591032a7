package io.headwater.schemas.serde;

import org.apache.kafka.common.errors.SerializationException;

/** The schema registry does not take a schema, such as one that breaks compatibility. */
public class SchemaRefusedException extends SerializationException {
  private static final long serialVersionUID = 1L;

  /** Says which subject refused the schema and why. */
  public SchemaRefusedException(String message) {
    super(message);
  }

  /** Says which subject refused the schema and why. */
  public SchemaRefusedException(String message, Throwable cause) {
    super(message, cause);
  }
}
