package io.headwater.trainer.internal.batch;

import io.headwater.schemas.OffsetRun;
import io.headwater.schemas.TopicSource;
import io.headwater.schemas.contract.SourcePartition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects offsets as journal entries hold them: runs that refer to a list of sources. */
public final class OffsetRuns {
  private final Map<SourcePartition, Integer> indices = new LinkedHashMap<>();

  /** Returns the runs of rows, in the order of the rows. */
  public List<OffsetRun> of(List<PreparedRow> rows) {
    List<OffsetRun> runs = new ArrayList<>();
    int i = 0;
    while (i < rows.size()) {
      PreparedRow first = rows.get(i);
      int count = 1;
      while (i + count < rows.size()
          && rows.get(i + count).source().equals(first.source())
          && rows.get(i + count).offset() == first.offset() + count) {
        count++;
      }
      runs.add(run(first.source(), first.offset(), count));
      i += count;
    }
    return runs;
  }

  /** Returns the runs of a stretch of offsets, which is split if it is too long for one run. */
  public List<OffsetRun> of(SourcePartition source, long from, long to) {
    List<OffsetRun> runs = new ArrayList<>();
    for (long start = from; start < to; ) {
      int count = (int) Math.min(to - start, Integer.MAX_VALUE);
      runs.add(run(source, start, count));
      start += count;
    }
    return runs;
  }

  /** Returns the sources that all runs so far refer to. */
  public List<TopicSource> sources() {
    return indices.keySet().stream().map(SourcePartition::toTopicSource).toList();
  }

  private OffsetRun run(SourcePartition source, long from, int count) {
    Integer index = indices.get(source);
    if (index == null) {
      index = indices.size();
      indices.put(source, index);
    }
    return OffsetRun.newBuilder().setSource(index).setFrom(from).setCount(count).build();
  }
}
