package io.headwater.model.checkpoint.internal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.headwater.model.checkpoint.CorruptCheckpointException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An open safetensors file, whose arrays are read one by one. */
public final class SafetensorsReader implements AutoCloseable {
  /** The largest header the format allows, in bytes. */
  private static final long MAX_HEADER = 100_000_000;

  private final String file;
  private final FileChannel channel;
  private final long dataStart;
  private final Map<String, SafetensorsHeader.Entry> entries = new LinkedHashMap<>();

  private SafetensorsReader(
      String file, FileChannel channel, long dataStart, List<SafetensorsHeader.Entry> entries) {
    this.file = file;
    this.channel = channel;
    this.dataStart = dataStart;
    entries.forEach(entry -> this.entries.put(entry.name(), entry));
  }

  /**
   * Opens a file and reads its header.
   *
   * @throws CorruptCheckpointException if the file is not well-formed or its size is not what its
   *     header says
   */
  public static SafetensorsReader open(Path path) throws IOException {
    String file = path.getFileName().toString();
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
    try {
      long size = channel.size();
      if (size < 8) {
        throw new CorruptCheckpointException(
            file + ": " + size + " bytes are not a safetensors file");
      }
      long headerSize = read(channel, littleEndian(ByteBuffer.allocate(8)), 0, file).getLong();
      if (headerSize < 2 || headerSize > Math.min(size - 8, MAX_HEADER)) {
        throw new CorruptCheckpointException(
            file + ": a header of " + headerSize + " bytes does not fit a file of " + size);
      }
      byte[] header = read(channel, ByteBuffer.allocate((int) headerSize), 8, file).array();
      return new SafetensorsReader(
          file,
          channel,
          8 + headerSize,
          SafetensorsHeader.decode(file, header, size - 8 - headerSize));
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** Returns the shapes of the arrays by their names, in the order they lie in the file. */
  public Map<String, Shape> shapes() {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    entries.forEach((name, entry) -> shapes.put(name, entry.shape()));
    return shapes;
  }

  /**
   * Reads an array the file has.
   *
   * @param manager owner of the array
   * @throws CorruptCheckpointException if a row of it is too large
   */
  public NDArray read(NDManager manager, String name) throws IOException {
    return read(manager, name, RowParts.MOST);
  }

  NDArray read(NDManager manager, String name, long mostBytes) throws IOException {
    SafetensorsHeader.Entry entry = entries.get(name);
    List<RowParts.Part> parts;
    try {
      parts = RowParts.of(entry.shape(), entry.type().bytes(), mostBytes);
    } catch (IllegalArgumentException e) {
      throw new CorruptCheckpointException(file + ": " + name + " has " + e.getMessage());
    }
    NDArray array = array(manager, entry, parts);
    array.setName(name);
    return array;
  }

  private NDArray array(NDManager manager, SafetensorsHeader.Entry entry, List<RowParts.Part> parts)
      throws IOException {
    DataType type = entry.type().arrayType();
    if (entry.begin() == entry.end()) {
      return manager.create(entry.shape(), type);
    }
    if (parts.size() == 1) {
      try (NDArray view = manager.create(buffer(entry, parts.get(0), 0), entry.shape(), type)) {
        // Copied to native memory: the view shares a buffer that only garbage collection frees.
        return view.duplicate();
      }
    }
    NDArray whole = manager.create(entry.shape(), type);
    long before = 0;
    for (RowParts.Part part : parts) {
      try (NDArray view =
          manager.create(buffer(entry, part, before), part.shape(entry.shape()), type)) {
        whole.set(new NDIndex("{}:{}", part.first(), part.end()), view);
      }
      before += part.elements();
    }
    return whole;
  }

  private ByteBuffer buffer(SafetensorsHeader.Entry entry, RowParts.Part part, long before)
      throws IOException {
    int bytes = entry.type().bytes();
    ByteBuffer buffer =
        littleEndian(ByteBuffer.allocateDirect(Math.toIntExact(part.elements() * bytes)));
    read(channel, buffer, dataStart + entry.begin() + before * bytes, file);
    return entry.type() == ElementType.BF16 ? widened(buffer) : buffer;
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

  private static ByteBuffer read(FileChannel channel, ByteBuffer buffer, long from, String file)
      throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, from + buffer.position()) < 0) {
        throw new CorruptCheckpointException(file + ": ends too early");
      }
    }
    return buffer.flip();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
