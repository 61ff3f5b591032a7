/** {@code headwater bridge}: turns records of existing topics into examples. */
package io.headwater.cli.bridge;
