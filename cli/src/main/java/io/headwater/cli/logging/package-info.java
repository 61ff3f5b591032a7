/** Where a process logs to, and the layout of the lines. */
package io.headwater.cli.logging;
