/** {@code headwater tokenizer}: learns a tokenizer from files, topics or the demo's text. */
package io.headwater.cli.tokenizer;
