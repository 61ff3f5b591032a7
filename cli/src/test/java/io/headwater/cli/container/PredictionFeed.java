package io.headwater.cli.container;

import io.headwater.schemas.Prediction;
import io.headwater.schemas.Split;
import io.headwater.service.topic.TopicReader;
import java.util.ArrayList;
import java.util.List;

/** Follows what one model has predicted. */
final class PredictionFeed implements AutoCloseable {
  private final String model;
  private final TopicReader<Prediction> reader;
  private final List<Prediction> predictions = new ArrayList<>();

  PredictionFeed(String model, TopicReader<Prediction> reader) {
    this.model = model;
    this.reader = reader;
  }

  /** Reads what was committed since the last look. */
  void look() {
    reader.readToEnd().stream()
        .flatMap(entry -> entry.value().stream())
        .filter(prediction -> prediction.getModel().equals(model))
        .forEach(predictions::add);
  }

  /** Returns the evaluator's answers to examples, in the order of the topic. */
  List<Prediction> scored() {
    return of(Split.PREQUENTIAL);
  }

  /** Returns the answers to requests, in the order of the topic. */
  List<Prediction> answered() {
    return of(Split.SERVING);
  }

  private List<Prediction> of(Split split) {
    return predictions.stream().filter(prediction -> prediction.getSplit() == split).toList();
  }

  @Override
  public void close() {
    reader.close();
  }
}
