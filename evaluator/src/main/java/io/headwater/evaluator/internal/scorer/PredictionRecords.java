package io.headwater.evaluator.internal.scorer;

import io.headwater.schemas.Prediction;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serializer;

/** Makes the records of predictions. */
final class PredictionRecords {
  private PredictionRecords() {}

  /** Returns a record for each prediction, with its example's id as key. */
  static List<ProducerRecord<byte[], byte[]>> of(
      String topic, Serializer<Prediction> serializer, List<Prediction> predictions) {
    return predictions.stream()
        .map(
            prediction ->
                new ProducerRecord<>(
                    topic,
                    prediction.getId().getBytes(StandardCharsets.UTF_8),
                    serializer.serialize(topic, prediction)))
        .toList();
  }
}
