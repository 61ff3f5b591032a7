/** Plain text to learn a vocabulary from: lines of files, and examples on a topic. */
package io.headwater.cli.corpus;
