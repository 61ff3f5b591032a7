/** {@code headwater dead-letters}: shows refused records and sends them back to their topics. */
package io.headwater.cli.deadletter;
