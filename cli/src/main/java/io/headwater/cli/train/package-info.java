/** {@code headwater train}: the trainer as a process. */
package io.headwater.cli.train;
