/** Terminal output of the commands: safe text, tables, and a screen that is redrawn in place. */
package io.headwater.service.terminal;
