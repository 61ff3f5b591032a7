/** Texts from files and topics, for training a tokenizer. */
package io.headwater.ingest.corpus;
