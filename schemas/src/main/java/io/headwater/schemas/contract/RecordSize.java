package io.headwater.schemas.contract;

import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** Upper bounds of the size that a record has for a broker. */
public final class RecordSize {
  /** Bytes that a batch of one record takes besides the record. */
  private static final int OVERHEAD = 256;

  private static final int HEADER_OVERHEAD = 10;

  /** Most bytes that a character of a string takes in UTF-8. */
  private static final int CHARACTER = 3;

  private RecordSize() {}

  /**
   * Returns the most bytes that a batch of one record without headers takes.
   *
   * @param key key as text, not yet encoded
   */
  public static long of(String key, byte[] value) {
    return OVERHEAD + (long) CHARACTER * key.length() + value.length;
  }

  /**
   * Returns the most bytes that a batch of one record takes, to compare with a topic's {@code
   * max.message.bytes}.
   *
   * @param key may be null, as may the value
   */
  public static long of(byte[] key, byte[] value, Headers headers) {
    long size =
        (long) OVERHEAD + (key == null ? 0 : key.length) + (value == null ? 0 : value.length);
    for (Header header : headers) {
      size += HEADER_OVERHEAD + (long) CHARACTER * header.key().length();
      size += header.value() == null ? 0 : header.value().length;
    }
    return size;
  }
}
