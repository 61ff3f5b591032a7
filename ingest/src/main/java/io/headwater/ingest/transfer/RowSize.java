package io.headwater.ingest.transfer;

import io.headwater.ingest.source.Row;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;

/** Estimates the memory that refused rows take, which have no encoded form to measure. */
final class RowSize {
  /** Size of an object besides its text, which matters in lists of numbers. */
  private static final int OF_AN_OBJECT = 8;

  private RowSize() {}

  /** Returns the number of characters, or of undecoded bytes, that a row's values have. */
  static long of(Row row) {
    return of(row instanceof Row.Read read ? read.fields() : ((Row.Unreadable) row).excerpt());
  }

  private static long of(Object value) {
    if (value instanceof CharSequence text) {
      return text.length();
    }
    if (value instanceof byte[] bytes) {
      return bytes.length;
    }
    if (value instanceof ByteBuffer bytes) {
      return bytes.remaining();
    }
    if (value instanceof Map<?, ?> several) {
      return of(several.keySet()) + of(several.values());
    }
    if (value instanceof Object[] several) {
      return of(Arrays.asList(several));
    }
    if (value instanceof Collection<?> several) {
      long size = 0;
      for (Object one : several) {
        size += OF_AN_OBJECT + of(one);
      }
      return size;
    }
    return 0;
  }
}
