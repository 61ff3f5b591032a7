/** {@code headwater checkpoints}: lists, shows and fetches versions. */
package io.headwater.cli.checkpoints;
