package io.headwater.bench.learn;

import io.headwater.trainer.internal.assembly.AdoptedTask;
import java.util.List;

/**
 * A task of a corpus.
 *
 * @param adopted the task's specification and task module
 * @param training rows of the stream
 * @param validation rows that learning rates are chosen by
 * @param heldOut rows that arms are compared by
 */
record CorpusTask(
    AdoptedTask adopted,
    List<CorpusRow> training,
    List<CorpusRow> validation,
    List<CorpusRow> heldOut) {

  /** Returns the task's name. */
  String name() {
    return adopted.module().task();
  }
}
