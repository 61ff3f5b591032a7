/** {@code headwater tasks}: shows, declares and changes tasks. */
package io.headwater.cli.task;
