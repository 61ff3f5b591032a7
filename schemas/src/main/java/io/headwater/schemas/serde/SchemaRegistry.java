package io.headwater.schemas.serde;

import org.apache.avro.Schema;

/** Knows the schemas records are written with; safe for use by many threads. */
public interface SchemaRegistry extends AutoCloseable {

  /**
   * Returns the id of a schema under a subject, registering it where it is new.
   *
   * @throws RegistryUnavailableException if the registry does not answer, or not now
   * @throws SchemaRefusedException if the registry does not take the schema, such as an
   *     incompatible one
   */
  int register(String subject, Schema schema);

  /**
   * Returns the schema of an id.
   *
   * @throws RegistryUnavailableException if the registry does not answer, or not now
   * @throws UnreadableRecordException if the registry answers that there is no such schema, or the
   *     schema is not an Avro one
   */
  Schema byId(int id);

  @Override
  void close();
}
