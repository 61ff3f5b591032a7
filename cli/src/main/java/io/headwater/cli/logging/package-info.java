/** The log of a process: where it goes, and how a line of it looks. */
package io.headwater.cli.logging;
