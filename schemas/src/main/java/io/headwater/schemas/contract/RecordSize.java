package io.headwater.schemas.contract;

import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** How large a record is for a broker, at most. */
public final class RecordSize {
  /** What a batch of one record takes beside the record. */
  private static final int OVERHEAD = 256;

  private static final int HEADER_OVERHEAD = 10;

  /** Most bytes of UTF-8 that a character of a string takes. */
  private static final int CHARACTER = 3;

  private RecordSize() {}

  /**
   * Returns the most bytes that a batch of one record without headers takes.
   *
   * @param key text that is not encoded yet
   */
  public static long of(String key, byte[] value) {
    return OVERHEAD + (long) CHARACTER * key.length() + value.length;
  }

  /**
   * Returns the most bytes that a batch of one record takes, to be held against a topic's {@code
   * max.message.bytes}.
   *
   * @param key may be null, as the value may
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
