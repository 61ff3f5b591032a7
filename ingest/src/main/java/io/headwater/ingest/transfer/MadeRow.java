package io.headwater.ingest.transfer;

import io.headwater.ingest.fields.Made;
import io.headwater.ingest.source.Row;

/**
 * A row and what became of it.
 *
 * @param row as the source has it
 * @param made the example, or why there is none
 */
public record MadeRow(Row row, Made made) {}
