package io.headwater.bench.learn;

import io.headwater.model.learning.TrainingRow;
import java.util.List;

/**
 * A tokenized example.
 *
 * @param row the row that is learned
 * @param references texts a summary is compared with; empty for other kinds of task
 */
record CorpusRow(TrainingRow row, List<String> references) {}
