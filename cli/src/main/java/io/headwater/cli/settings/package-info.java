/** {@code headwater settings}: prints every setting, for people and for programs. */
package io.headwater.cli.settings;
