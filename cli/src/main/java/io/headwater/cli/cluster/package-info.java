/** {@code headwater cluster}: a broker and a registry to try things on. */
package io.headwater.cli.cluster;
