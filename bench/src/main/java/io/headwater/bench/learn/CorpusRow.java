package io.headwater.bench.learn;

import io.headwater.model.learning.TrainingRow;
import java.util.List;

/**
 * A tokenized example.
 *
 * @param row what is learned
 * @param references the texts a summary is compared with; none for other kinds of task
 */
record CorpusRow(TrainingRow row, List<String> references) {}
