/** How every command reports failures and progress, and how a signal stops it. */
package io.headwater.cli.terminal;
