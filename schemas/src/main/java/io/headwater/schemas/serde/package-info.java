/** Records to bytes and back, in the Confluent wire format, with schemas held by a registry. */
package io.headwater.schemas.serde;
