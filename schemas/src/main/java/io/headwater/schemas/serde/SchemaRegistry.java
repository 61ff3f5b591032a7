package io.headwater.schemas.serde;

import org.apache.avro.Schema;

/** Stores the schemas that records are written with; safe for use by many threads. */
public interface SchemaRegistry extends AutoCloseable {

  /**
   * Returns the id of a schema under a subject, registering the schema if it is new.
   *
   * @throws RegistryUnavailableException if the registry does not answer, or cannot now
   * @throws SchemaRefusedException if the registry refuses the schema, such as an incompatible one
   */
  int register(String subject, Schema schema);

  /**
   * Returns the schema with an id.
   *
   * @throws RegistryUnavailableException if the registry does not answer, or cannot now
   * @throws UnreadableRecordException if the registry answers that there is no such schema, or the
   *     schema is not an Avro schema
   */
  Schema byId(int id);

  @Override
  void close();
}
