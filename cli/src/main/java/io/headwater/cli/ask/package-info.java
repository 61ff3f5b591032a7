/** {@code headwater ask}: one request, one answer. */
package io.headwater.cli.ask;
