/** What the commands draw: tables, and a screen that is redrawn in place. */
package io.headwater.cli.terminal;
