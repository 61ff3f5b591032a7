/** Sends the rows of a source to the topic of a task. */
package io.headwater.ingest.transfer;
