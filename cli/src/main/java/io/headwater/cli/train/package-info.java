/** {@code headwater train}: runs the trainer as a process. */
package io.headwater.cli.train;
