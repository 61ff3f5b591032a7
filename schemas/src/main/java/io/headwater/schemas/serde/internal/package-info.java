/** Decoding of bytes that may be hostile. */
package io.headwater.schemas.serde.internal;
