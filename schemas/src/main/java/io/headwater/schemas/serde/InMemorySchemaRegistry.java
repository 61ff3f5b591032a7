package io.headwater.schemas.serde;

import io.headwater.schemas.contract.RejectionReason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;

/** A registry in the process's memory, for tests of topologies; ids count from 1. */
public final class InMemorySchemaRegistry implements SchemaRegistry {
  private final List<Schema> schemas = new ArrayList<>();
  private final Map<String, Integer> ids = new HashMap<>();
  private final Map<String, List<Schema>> subjects = new HashMap<>();

  /**
   * {@inheritDoc}
   *
   * @throws SchemaRefusedException if records of the subject's last schema could not be read with
   *     this one
   */
  @Override
  public synchronized int register(String subject, Schema schema) {
    List<Schema> versions = subjects.computeIfAbsent(subject, s -> new ArrayList<>());
    if (!versions.contains(schema)) {
      if (!versions.isEmpty()) {
        requireCompatible(subject, schema, versions.get(versions.size() - 1));
      }
      versions.add(schema);
    }
    return ids.computeIfAbsent(
        schema.toString(),
        text -> {
          schemas.add(schema);
          return schemas.size();
        });
  }

  @Override
  public synchronized Schema byId(int id) {
    if (id < 1 || id > schemas.size()) {
      throw new UnreadableRecordException(
          RejectionReason.UNKNOWN_SCHEMA_ID, "schema id " + id + " is unknown to the registry");
    }
    return schemas.get(id - 1);
  }

  @Override
  public void close() {}

  private static void requireCompatible(String subject, Schema reader, Schema writer) {
    var result = SchemaCompatibility.checkReaderWriterCompatibility(reader, writer);
    if (result.getType() != SchemaCompatibilityType.COMPATIBLE) {
      throw new SchemaRefusedException(
          "schema of subject '"
              + subject
              + "' cannot read records of the version before: "
              + result.getResult().getIncompatibilities());
    }
  }
}
