package io.headwater.model.checkpoint.internal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.headwater.model.checkpoint.CorruptCheckpointException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Named arrays in a file of the safetensors format: 8 bytes of header size, the header, the arrays'
 * bytes, all little-endian.
 *
 * <p>Arrays are written and read one at a time. They lie in the order of their element size and
 * name, so that equal arrays make equal bytes, each aligned to its element.
 */
public final class Safetensors {
  /** The greatest header the format allows. */
  private static final long MAX_HEADER = 100_000_000;

  /** The greatest array, in bytes: one buffer has to hold it, and twice that where it is BF16. */
  private static final long MAX_ARRAY = 1L << 30;

  private Safetensors() {}

  /**
   * Writes arrays, which must be named.
   *
   * @throws IllegalArgumentException if a name is missing or given twice, a type has no form, or an
   *     array has 1 GiB or more, which could not be read again
   */
  public static void write(Path file, NDList arrays) throws IOException {
    List<NDArray> sorted = new ArrayList<>(arrays);
    Set<String> names = new HashSet<>();
    for (NDArray array : sorted) {
      if (array.getName() == null || !names.add(array.getName())) {
        throw new IllegalArgumentException(
            file.getFileName() + ": the array name " + array.getName() + " is missing or twice");
      }
    }
    sorted.sort(
        Comparator.<NDArray>comparingInt(array -> -ElementType.of(array.getDataType()).bytes())
            .thenComparing(NDArray::getName));
    List<SafetensorsHeader.Entry> entries = new ArrayList<>();
    long end = 0;
    for (NDArray array : sorted) {
      ElementType type = ElementType.of(array.getDataType());
      long begin = end;
      end += array.getShape().size() * type.bytes();
      if (end - begin >= MAX_ARRAY) {
        throw new IllegalArgumentException(
            array.getName() + " has " + (end - begin) + " bytes but must have below 1 GiB");
      }
      entries.add(new SafetensorsHeader.Entry(array.getName(), type, array.getShape(), begin, end));
    }
    byte[] header = SafetensorsHeader.encode(entries);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      writeFully(channel, littleEndian(ByteBuffer.allocate(8)).putLong(header.length).flip());
      writeFully(channel, ByteBuffer.wrap(header));
      for (NDArray array : sorted) {
        if (array.getShape().size() > 0) {
          writeFully(channel, array.toByteBuffer());
        }
      }
    }
  }

  /**
   * Reads all arrays into {@code manager}, each with its name.
   *
   * @throws CorruptCheckpointException if the file is not well-formed or has another size than its
   *     header says; nothing is allocated before that is known
   */
  public static NDList read(NDManager manager, Path file) throws IOException {
    String name = file.getFileName().toString();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        NDManager scope = manager.newSubManager()) {
      long size = channel.size();
      if (size < 8) {
        throw new CorruptCheckpointException(name + ": " + size + " bytes are no safetensors file");
      }
      long headerSize = readFully(channel, littleEndian(ByteBuffer.allocate(8)), name).getLong();
      if (headerSize < 2 || headerSize > Math.min(size - 8, MAX_HEADER)) {
        throw new CorruptCheckpointException(
            name + ": a header of " + headerSize + " bytes does not fit a file of " + size);
      }
      byte[] header = readFully(channel, ByteBuffer.allocate((int) headerSize), name).array();
      List<SafetensorsHeader.Entry> entries =
          SafetensorsHeader.decode(name, header, size - 8 - headerSize);
      NDList arrays = new NDList(entries.size());
      for (SafetensorsHeader.Entry entry : entries) {
        NDArray array = array(scope, channel, entry, name);
        array.setName(entry.name());
        arrays.add(array);
      }
      arrays.attach(manager);
      return arrays;
    }
  }

  private static NDArray array(
      NDManager manager, FileChannel channel, SafetensorsHeader.Entry entry, String file)
      throws IOException {
    DataType type = entry.type().arrayType();
    long bytes = entry.end() - entry.begin();
    if (bytes == 0) {
      return manager.create(entry.shape(), type);
    }
    if (bytes >= MAX_ARRAY) {
      throw new CorruptCheckpointException(
          file + ": " + entry.name() + " has " + bytes + " bytes but must have below 1 GiB");
    }
    ByteBuffer buffer =
        readFully(channel, littleEndian(ByteBuffer.allocateDirect((int) bytes)), file);
    if (entry.type() == ElementType.BF16) {
      buffer = widened(buffer);
    }
    try (NDArray view = manager.create(buffer, entry.shape(), type)) {
      // A copy in native memory: the view rests on the buffer, which only the collector frees.
      return view.duplicate();
    }
  }

  private static ByteBuffer widened(ByteBuffer bfloats) {
    ByteBuffer floats = littleEndian(ByteBuffer.allocateDirect(2 * bfloats.remaining()));
    while (bfloats.hasRemaining()) {
      floats.putInt(bfloats.getShort() << 16);
    }
    return floats.flip();
  }

  private static ByteBuffer littleEndian(ByteBuffer buffer) {
    return buffer.order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void writeFully(FileChannel channel, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  private static ByteBuffer readFully(FileChannel channel, ByteBuffer buffer, String file)
      throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new CorruptCheckpointException(file + ": ends too early");
      }
    }
    return buffer.flip();
  }
}
