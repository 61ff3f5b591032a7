/** {@code headwater dead-letters}: refused records in words, and sending them back. */
package io.headwater.cli.deadletter;
