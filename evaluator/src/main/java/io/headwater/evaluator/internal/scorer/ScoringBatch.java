package io.headwater.evaluator.internal.scorer;

import io.headwater.evaluator.internal.scorer.LoadedVersions.Loaded;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.Prediction;
import io.headwater.schemas.RecordOrigin;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Collects the contents of one transaction; used by one thread. */
final class ScoringBatch {
  private final Map<TopicPartition, OffsetAndMetadata> offsets = new LinkedHashMap<>();
  private final Map<Group, List<Item>> groups = new LinkedHashMap<>();
  private final List<Prediction> predictions = new ArrayList<>();
  private final ScorerCounters.Counts tally = new ScorerCounters.Counts();
  private int items;

  /** Examples that one version answers for one task. */
  record Group(Loaded version, String task) {}

  /** An example to answer. */
  record Item(LabeledExample example, RecordOrigin origin) {
    String partition() {
      return origin.getTopic() + "-" + origin.getPartition();
    }
  }

  void pass(ConsumerRecord<?, ?> record) {
    passTo(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
  }

  /** Passes everything before an offset. */
  void passTo(TopicPartition partition, long next) {
    offsets.put(partition, new OffsetAndMetadata(next));
  }

  void add(ScoringDecision.Score decision, RecordOrigin origin) {
    groups
        .computeIfAbsent(
            new Group(decision.version(), decision.example().getTask()), g -> new ArrayList<>())
        .add(new Item(decision.example(), origin));
    items++;
  }

  int items() {
    return items;
  }

  Map<TopicPartition, OffsetAndMetadata> offsets() {
    return offsets;
  }

  Map<Group, List<Item>> groups() {
    return groups;
  }

  List<Prediction> predictions() {
    return predictions;
  }

  ScorerCounters.Counts tally() {
    return tally;
  }
}
