package io.headwater.schemas.serde.internal;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.apache.avro.Schema;

/**
 * Counts the types in a schema, each record as often as it is reached.
 *
 * <p>A short schema of records that each hold the previous one twice reaches more types than can be
 * counted. Avro's readers walk all of them, though a value of such a schema takes no bytes.
 */
public final class SchemaSize {
  private final Set<Schema> within = Collections.newSetFromMap(new IdentityHashMap<>());
  private int left;

  private SchemaSize(int limit) {
    this.left = limit;
  }

  /**
   * Returns whether a schema reaches at most {@code limit} types; a record within itself counts
   * once.
   */
  public static boolean isAtMost(Schema schema, int limit) {
    SchemaSize size = new SchemaSize(limit);
    size.count(schema);
    return size.left >= 0;
  }

  private void count(Schema schema) {
    left--;
    if (left < 0) {
      return;
    }
    switch (schema.getType()) {
      case RECORD -> {
        if (within.add(schema)) {
          countAll(schema.getFields().stream().map(Schema.Field::schema).toList());
          within.remove(schema);
        }
      }
      case ARRAY -> count(schema.getElementType());
      case MAP -> count(schema.getValueType());
      case UNION -> countAll(schema.getTypes());
      default -> {}
    }
  }

  private void countAll(List<Schema> schemas) {
    for (Schema schema : schemas) {
      if (left < 0) {
        return;
      }
      count(schema);
    }
  }
}
