package io.headwater.schemas.serde.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing buffer of Avro binary; used by one thread. */
public final class WireBuffer {
  private static final int LONGEST_VARINT = 10;

  private byte[] bytes;
  private int size;

  /** Makes an empty buffer with room for {@code room} bytes. */
  public WireBuffer(int room) {
    this.bytes = new byte[room];
  }

  /** Forgets everything written. */
  public void clear() {
    size = 0;
  }

  /** Returns how many bytes the buffer has room for without growing. */
  public int room() {
    return bytes.length;
  }

  /** Returns a copy of everything written. */
  public byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }

  /**
   * Writes four bytes, the most significant first; this is not Avro, but the wire format needs it.
   */
  public void writeFixedInt(int value) {
    reserve(Integer.BYTES);
    for (int shift = 24; shift >= 0; shift -= 8) {
      bytes[size++] = (byte) (value >>> shift);
    }
  }

  /** Writes a byte as it is. */
  public void writeByte(int value) {
    reserve(1);
    bytes[size++] = (byte) value;
  }

  /** Writes an int or long in zigzag form, seven bits per byte, the least significant first. */
  void writeLong(long value) {
    reserve(LONGEST_VARINT);
    long rest = (value << 1) ^ (value >> 63);
    while ((rest & ~0x7FL) != 0) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  void writeFloat(float value) {
    writeLittleEndian(Float.floatToRawIntBits(value), Float.BYTES);
  }

  void writeDouble(double value) {
    writeLittleEndian(Double.doubleToRawLongBits(value), Double.BYTES);
  }

  void writeString(CharSequence text) {
    writeBytes(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  void writeBytes(ByteBuffer value) {
    byte[] copy = new byte[value.remaining()];
    value.duplicate().get(copy);
    writeBytes(copy);
  }

  private void writeBytes(byte[] value) {
    writeLong(value.length);
    reserve(value.length);
    System.arraycopy(value, 0, bytes, size, value.length);
    size += value.length;
  }

  private void writeLittleEndian(long value, int length) {
    reserve(length);
    for (int i = 0; i < length; i++) {
      bytes[size++] = (byte) (value >>> (8 * i));
    }
  }

  private void reserve(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, Math.addExact(size, more)));
    }
  }
}
