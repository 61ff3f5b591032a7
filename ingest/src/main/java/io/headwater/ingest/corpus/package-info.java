/** Texts of files and topics, from which a tokenizer is learned. */
package io.headwater.ingest.corpus;
