package io.headwater.schemas.serde.internal;

import java.util.HashMap;
import java.util.Map;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;

/**
 * The classes of one record type: its own and those its schema reaches, and no others.
 *
 * <p>Avro finds classes by the names in schemas. Since those may come from outside, it makes only
 * classes that a process-wide list trusts. Here the names come from the reader's own schema and are
 * looked up once, so that nothing has to be trusted for the whole process.
 */
public final class RecordClasses extends SpecificData {
  private final Map<String, Class<?>> classes = new HashMap<>();

  /** Finds the classes that the schema of a record type reaches. */
  public RecordClasses(Class<?> type) {
    super(type.getClassLoader());
    SpecificData own = SpecificData.getForClass(type);
    own.getConversions().forEach(this::addLogicalTypeConversion);
    collect(own.getSchema(type));
  }

  @Override
  public Class<?> getClass(Schema schema) {
    return isNamed(schema) ? classes.get(schema.getFullName()) : super.getClass(schema);
  }

  private void collect(Schema schema) {
    if (isNamed(schema)) {
      if (classes.containsKey(schema.getFullName())) {
        return;
      }
      classes.put(schema.getFullName(), load(schema));
    }
    switch (schema.getType()) {
      case RECORD -> schema.getFields().forEach(field -> collect(field.schema()));
      case ARRAY -> collect(schema.getElementType());
      case MAP -> collect(schema.getValueType());
      case UNION -> schema.getTypes().forEach(this::collect);
      default -> {}
    }
  }

  private Class<?> load(Schema schema) {
    try {
      return Class.forName(getClassName(schema), true, getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new AvroRuntimeException(e);
    }
  }

  private static boolean isNamed(Schema schema) {
    return switch (schema.getType()) {
      case RECORD, ENUM, FIXED -> true;
      default -> false;
    };
  }
}
