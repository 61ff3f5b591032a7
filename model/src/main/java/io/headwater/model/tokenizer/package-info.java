/** Text to tokens and back: byte-level BPE in Hugging Face form. */
package io.headwater.model.tokenizer;
