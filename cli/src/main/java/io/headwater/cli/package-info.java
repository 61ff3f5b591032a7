/** The {@code headwater} command. */
package io.headwater.cli;
