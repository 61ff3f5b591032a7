package io.headwater.examples;

import io.headwater.model.serving.Answer;
import io.headwater.model.serving.LiveModel;
import io.headwater.schemas.contract.Question;
import io.headwater.service.config.ServiceProperties;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.processor.api.ContextualFixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;

/** Runs a Kafka Streams application that answers with a live model, until Enter is pressed. */
public final class SwapInStreams {
  private SwapInStreams() {}

  /** Runs the program with the path of a settings file, a topic of texts and one for labels. */
  public static void main(String[] args) throws Exception {
    Map<String, String> settings = ServiceProperties.read(Path.of(args[0]));
    Properties streamsSettings = new Properties();
    streamsSettings.put(StreamsConfig.APPLICATION_ID_CONFIG, "triage");
    streamsSettings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, settings.get("bootstrap.servers"));
    try (LiveModel live = LiveModel.follow(settings)) {
      if (!live.awaitFirst(Duration.ofMinutes(5))) {
        throw new IllegalStateException("no version of the model was announced");
      }
      StreamsBuilder builder = new StreamsBuilder();
      builder.stream(args[1], Consumed.with(Serdes.String(), Serdes.String()))
          .filter((key, text) -> text != null && !text.isBlank())
          .processValues(() -> new Triage(live))
          .to(args[2], Produced.with(Serdes.String(), Serdes.String()));
      try (KafkaStreams streams = new KafkaStreams(builder.build(), streamsSettings)) {
        streams.start();
        System.in.read();
      }
    }
  }

  /** All instances share one model; each use keeps its version until the answer is made. */
  private static final class Triage extends ContextualFixedKeyProcessor<String, String, String> {
    private final LiveModel live;

    Triage(LiveModel live) {
      this.live = live;
    }

    @Override
    public void process(FixedKeyRecord<String, String> record) {
      List<Question> questions = List.of(Question.of(record.value()));
      List<Answer> answers = live.use(model -> model.answer("priority", questions));
      context().forward(record.withValue(((Answer.Label) answers.get(0)).label()));
    }
  }
}
