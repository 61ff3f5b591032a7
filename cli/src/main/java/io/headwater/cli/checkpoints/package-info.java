/** {@code headwater checkpoints}: list, show and fetch versions. */
package io.headwater.cli.checkpoints;
