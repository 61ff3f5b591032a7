/** {@code headwater bridge}: records of existing topics become examples. */
package io.headwater.cli.bridge;
