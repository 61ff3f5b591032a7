package io.headwater.schemas.serde.internal;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.avro.io.Decoder;
import org.apache.avro.util.Utf8;

/**
 * Reads Avro binary from an array, and never lets the bytes ask for more than they hold.
 *
 * <p>Avro's own decoder trusts the lengths it reads, up to limits that are set for the whole
 * process: a few bytes can make it allocate gigabytes. Here a length is at most the number of bytes
 * left, and all arrays and maps together have at most as many items as the payload has bytes. An
 * item takes at least one byte, except for types without content, which no record of ours holds.
 */
public final class BoundedDecoder extends Decoder {
  private static final int LONGEST_VARINT = 10;

  private final byte[] bytes;
  private int next;
  private int itemsLeft;

  /** Makes a decoder that reads from {@code start} to the end of the array. */
  public BoundedDecoder(byte[] bytes, int start) {
    this.bytes = bytes;
    this.next = start;
    this.itemsLeft = bytes.length - start;
  }

  /** Returns how many bytes have not been read. */
  public int remaining() {
    return bytes.length - next;
  }

  @Override
  public void readNull() {}

  @Override
  public boolean readBoolean() throws IOException {
    byte value = bytes[advance(1)];
    if (value != 0 && value != 1) {
      throw new IOException("boolean is byte " + value + " but must be 0 or 1");
    }
    return value == 1;
  }

  @Override
  public int readInt() throws IOException {
    long value = readLong();
    if (value != (int) value) {
      throw new IOException("int is " + value + " but must have 32 bits");
    }
    return (int) value;
  }

  @Override
  public long readLong() throws IOException {
    long value = 0;
    for (int i = 0; i < LONGEST_VARINT; i++) {
      byte part = bytes[advance(1)];
      value |= (part & 0x7FL) << (7 * i);
      if (part >= 0) {
        return (value >>> 1) ^ -(value & 1);
      }
    }
    throw new IOException("integer goes on for more than " + LONGEST_VARINT + " bytes");
  }

  @Override
  public float readFloat() throws IOException {
    return Float.intBitsToFloat(Integer.reverseBytes(buffer(Float.BYTES).getInt()));
  }

  @Override
  public double readDouble() throws IOException {
    return Double.longBitsToDouble(Long.reverseBytes(buffer(Double.BYTES).getLong()));
  }

  @Override
  public Utf8 readString(Utf8 old) throws IOException {
    return new Utf8(readString());
  }

  @Override
  public String readString() throws IOException {
    int length = readLength();
    return new String(bytes, advance(length), length, StandardCharsets.UTF_8);
  }

  @Override
  public void skipString() throws IOException {
    skipBytes();
  }

  @Override
  public ByteBuffer readBytes(ByteBuffer old) throws IOException {
    byte[] value = new byte[readLength()];
    readFixed(value, 0, value.length);
    return ByteBuffer.wrap(value);
  }

  @Override
  public void skipBytes() throws IOException {
    advance(readLength());
  }

  @Override
  public void readFixed(byte[] target, int start, int length) throws IOException {
    System.arraycopy(bytes, advance(length), target, start, length);
  }

  @Override
  public void skipFixed(int length) throws IOException {
    advance(length);
  }

  @Override
  public int readEnum() throws IOException {
    return readInt();
  }

  @Override
  public int readIndex() throws IOException {
    return readInt();
  }

  @Override
  public long readArrayStart() throws IOException {
    return readBlock();
  }

  @Override
  public long arrayNext() throws IOException {
    return readBlock();
  }

  @Override
  public long skipArray() throws IOException {
    return skipBlocks();
  }

  @Override
  public long readMapStart() throws IOException {
    return readBlock();
  }

  @Override
  public long mapNext() throws IOException {
    return readBlock();
  }

  @Override
  public long skipMap() throws IOException {
    return skipBlocks();
  }

  /** Returns the number of items in the next block; 0 after the last block. */
  private long readBlock() throws IOException {
    long count = readLong();
    if (count < 0) {
      readLength(); // size of the block in bytes, needed only to skip it
      count = -count;
    }
    if (count < 0 || count > itemsLeft) {
      throw new IOException("block of items is longer than the bytes that hold it");
    }
    itemsLeft -= (int) count;
    return count;
  }

  /**
   * Skips blocks that state their size; returns the number of items in the first that does not, or
   * 0.
   */
  private long skipBlocks() throws IOException {
    long count = readLong();
    while (count < 0) {
      advance(readLength());
      count = readLong();
    }
    if (count > itemsLeft) {
      throw new IOException("block of items is longer than the bytes that hold it");
    }
    itemsLeft -= (int) count;
    return count;
  }

  private int readLength() throws IOException {
    long length = readLong();
    if (length < 0 || length > remaining()) {
      throw new IOException("length is " + length + " but " + remaining() + " bytes are left");
    }
    return (int) length;
  }

  private ByteBuffer buffer(int length) throws IOException {
    return ByteBuffer.wrap(bytes, advance(length), length);
  }

  private int advance(int length) throws IOException {
    if (length > remaining()) {
      throw new EOFException(length + " bytes are needed but " + remaining() + " are left");
    }
    int start = next;
    next += length;
    return start;
  }
}
