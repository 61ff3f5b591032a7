package io.headwater.model.checkpoint.internal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
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
 * <p>Arrays are written and read one at a time. They are ordered by element size and then by name,
 * so that equal arrays give equal bytes and each is aligned to its elements.
 */
public final class Safetensors {
  private Safetensors() {}

  /**
   * Writes arrays, which must be named.
   *
   * @throws IllegalArgumentException if a name is missing or given twice, a type cannot be stored,
   *     or a row is too large
   */
  public static void write(Path file, NDList arrays) throws IOException {
    write(file, arrays, RowParts.MOST);
  }

  static void write(Path file, NDList arrays, long mostBytes) throws IOException {
    List<NDArray> sorted = new ArrayList<>(arrays);
    Set<String> names = new HashSet<>();
    for (NDArray array : sorted) {
      if (array.getName() == null || !names.add(array.getName())) {
        throw new IllegalArgumentException(
            file.getFileName()
                + ": the array name "
                + array.getName()
                + " is missing or occurs twice");
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
      entries.add(new SafetensorsHeader.Entry(array.getName(), type, array.getShape(), begin, end));
    }
    byte[] header = SafetensorsHeader.encode(entries);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      writeFully(channel, littleEndian(ByteBuffer.allocate(8)).putLong(header.length).flip());
      writeFully(channel, ByteBuffer.wrap(header));
      for (NDArray array : sorted) {
        if (array.getShape().size() > 0) {
          write(channel, array, mostBytes);
        }
      }
    }
  }

  private static void write(FileChannel channel, NDArray array, long mostBytes) throws IOException {
    List<RowParts.Part> parts =
        RowParts.of(array.getShape(), ElementType.of(array.getDataType()).bytes(), mostBytes);
    if (parts.size() == 1) {
      writeFully(channel, array.toByteBuffer());
      return;
    }
    for (RowParts.Part part : parts) {
      try (NDArray rows = array.get(new NDIndex("{}:{}", part.first(), part.end()))) {
        writeFully(channel, rows.toByteBuffer());
      }
    }
  }

  /**
   * Reads all arrays into {@code manager}, each with its name.
   *
   * @throws CorruptCheckpointException if the file is not well-formed or its size is not what its
   *     header says; that is checked before anything is allocated
   */
  public static NDList read(NDManager manager, Path file) throws IOException {
    try (SafetensorsReader reader = SafetensorsReader.open(file);
        NDManager scope = manager.newSubManager()) {
      NDList arrays = new NDList();
      for (String name : reader.shapes().keySet()) {
        arrays.add(reader.read(scope, name));
      }
      arrays.attach(manager);
      return arrays;
    }
  }

  private static ByteBuffer littleEndian(ByteBuffer buffer) {
    return buffer.order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void writeFully(FileChannel channel, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }
}
