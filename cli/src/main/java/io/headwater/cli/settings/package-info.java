/** {@code headwater settings}: every setting there is, for people and for programs. */
package io.headwater.cli.settings;
