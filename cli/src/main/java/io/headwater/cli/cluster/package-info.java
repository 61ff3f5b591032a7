/** {@code headwater cluster}: runs a local broker and schema registry for experiments. */
package io.headwater.cli.cluster;
