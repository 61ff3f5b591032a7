package io.headwater.schemas.serde.internal;

import io.headwater.schemas.LabeledExample;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.AvroTypeException;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificRecord;

/**
 * Writes the records of one schema in Avro binary, byte for byte as Avro's own writer does.
 *
 * <p>What to do for each field is decided once, when the writer is made. Avro's writer decides it
 * again for each value, which takes longer than writing the value. Safe for use by many threads.
 */
public final class RecordWriter {
  private final Node root;

  /** Writes the values of one schema. */
  @FunctionalInterface
  private interface Node {
    void write(Object value, WireBuffer out);
  }

  /**
   * Makes a writer of a record's schema.
   *
   * @throws AvroTypeException if the schema holds a fixed type, or a logical type other than
   *     timestamp-millis
   */
  public RecordWriter(Schema schema) {
    this.root = new Compiler().node(schema);
  }

  /**
   * Writes a record.
   *
   * @throws AvroTypeException if a value fits no branch of its union
   * @throws ClassCastException if a value is of the wrong type
   * @throws NullPointerException if a value is missing
   */
  public void write(IndexedRecord value, WireBuffer out) {
    root.write(value, out);
  }

  /**
   * Makes nodes; a record's node is made before those of its fields, which may refer back to it.
   */
  private static final class Compiler {
    private final Map<String, RecordNode> records = new HashMap<>();

    Node node(Schema schema) {
      if (schema.getLogicalType() != null && !isMillis(schema)) {
        throw new AvroTypeException(
            "no record of ours has the logical type " + schema.getLogicalType().getName());
      }
      return switch (schema.getType()) {
        case RECORD -> record(schema);
        case UNION -> union(schema.getTypes());
        case ARRAY -> array(node(schema.getElementType()));
        case MAP -> map(node(schema.getValueType()));
        case ENUM -> (value, out) -> out.writeLong(schema.getEnumOrdinal(value.toString()));
        case STRING -> (value, out) -> out.writeString((CharSequence) value);
        case BYTES -> (value, out) -> out.writeBytes((ByteBuffer) value);
        case INT -> (value, out) -> out.writeLong((Integer) value);
        case LONG ->
            isMillis(schema)
                ? (value, out) -> out.writeLong(((Instant) value).toEpochMilli())
                : (value, out) -> out.writeLong((Long) value);
        case FLOAT -> (value, out) -> out.writeFloat((Float) value);
        case DOUBLE -> (value, out) -> out.writeDouble((Double) value);
        case BOOLEAN -> (value, out) -> out.writeByte((Boolean) value ? 1 : 0);
        case NULL -> (value, out) -> {};
        case FIXED -> throw new AvroTypeException("no record of ours has a fixed type");
      };
    }

    private Node record(Schema schema) {
      RecordNode known = records.get(schema.getFullName());
      if (known != null) {
        return known;
      }
      if (schema.equals(LabeledExample.getClassSchema())) {
        return new ExampleNode(
            node(schema.getField("target").schema()), node(schema.getField("attributes").schema()));
      }
      RecordNode made = new RecordNode(schema.getFields().size());
      records.put(schema.getFullName(), made);
      for (Schema.Field field : schema.getFields()) {
        made.fields[field.pos()] = node(field.schema());
      }
      return made;
    }

    private Node union(List<Schema> branches) {
      return new UnionNode(branches, branches.stream().map(this::node).toArray(Node[]::new));
    }

    private static Node array(Node item) {
      return (value, out) -> {
        Collection<?> items = (Collection<?>) value;
        if (!items.isEmpty()) {
          out.writeLong(items.size());
          items.forEach(each -> item.write(each, out));
        }
        out.writeLong(0);
      };
    }

    private static Node map(Node item) {
      return (value, out) -> {
        Map<?, ?> items = (Map<?, ?>) value;
        if (!items.isEmpty()) {
          out.writeLong(items.size());
          items.forEach(
              (key, each) -> {
                out.writeString((CharSequence) key);
                item.write(each, out);
              });
        }
        out.writeLong(0);
      };
    }
  }

  /** Writes a record's fields by position; they are filled in once the node itself is known. */
  private static final class RecordNode implements Node {
    final Node[] fields;

    RecordNode(int size) {
      fields = new Node[size];
    }

    @Override
    public void write(Object value, WireBuffer out) {
      IndexedRecord record = (IndexedRecord) value;
      for (int i = 0; i < fields.length; i++) {
        fields[i].write(record.get(i), out);
      }
    }
  }

  /**
   * Writes examples, the most common records. It names each field, without boxing or access by
   * number, which saves a sixth of the time.
   */
  private record ExampleNode(Node target, Node attributes) implements Node {
    @Override
    public void write(Object value, WireBuffer out) {
      LabeledExample example = (LabeledExample) value;
      out.writeString(example.getId());
      out.writeString(example.getTask());
      out.writeString(example.getText());
      String pair = example.getTextPair();
      out.writeLong(pair == null ? 0 : 1);
      if (pair != null) {
        out.writeString(pair);
      }
      target.write(example.getTarget(), out);
      out.writeDouble(example.getWeight());
      out.writeLong(example.getOccurredAt().toEpochMilli());
      attributes.write(example.getAttributes(), out);
    }
  }

  /** Writes the index of the branch that a value belongs to, and the value. */
  private static final class UnionNode implements Node {
    private final List<Schema> branches;
    private final Node[] nodes;

    /** Generated class seen last; a thread that does not see it yet searches for the branch. */
    private Seen seen = new Seen(Void.class, 0);

    private record Seen(Class<?> type, int branch) {}

    UnionNode(List<Schema> branches, Node[] nodes) {
      this.branches = branches;
      this.nodes = nodes;
    }

    @Override
    public void write(Object value, WireBuffer out) {
      int branch = branchOf(value);
      out.writeLong(branch);
      nodes[branch].write(value, out);
    }

    private int branchOf(Object value) {
      Seen last = seen;
      if (value != null && value.getClass() == last.type()) {
        return last.branch();
      }
      for (int i = 0; i < nodes.length; i++) {
        if (isOf(branches.get(i), value)) {
          if (value instanceof SpecificRecord) {
            seen = new Seen(value.getClass(), i); // a generated class never changes its schema
          }
          return i;
        }
      }
      throw new AvroTypeException(
          (value == null ? "null" : value.getClass().getName())
              + " matches no branch of "
              + branches);
    }
  }

  private static boolean isMillis(Schema schema) {
    return schema.getLogicalType() instanceof LogicalTypes.TimestampMillis;
  }

  private static boolean isOf(Schema branch, Object value) {
    return switch (branch.getType()) {
      case NULL -> value == null;
      case RECORD ->
          value instanceof IndexedRecord record
              && record.getSchema().getFullName().equals(branch.getFullName());
      case STRING -> value instanceof CharSequence;
      case ENUM -> value instanceof Enum<?>;
      case INT -> value instanceof Integer;
      case LONG -> isMillis(branch) ? value instanceof Instant : value instanceof Long;
      case FLOAT -> value instanceof Float;
      case DOUBLE -> value instanceof Double;
      case BOOLEAN -> value instanceof Boolean;
      case BYTES -> value instanceof ByteBuffer;
      case ARRAY -> value instanceof Collection<?>;
      case MAP -> value instanceof Map<?, ?>;
      case UNION, FIXED -> false;
    };
  }
}
