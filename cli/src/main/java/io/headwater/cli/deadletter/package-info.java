/** Refused records: reading them, showing them, and sending them back to where they came from. */
package io.headwater.cli.deadletter;
