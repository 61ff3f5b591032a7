package io.headwater.examples;

import io.headwater.client.PredictionClient;
import io.headwater.client.PredictionClient.Reply;
import io.headwater.schemas.LabelTarget;
import io.headwater.schemas.Prediction;
import io.headwater.schemas.contract.Question;
import io.headwater.service.config.ServiceProperties;
import java.nio.file.Path;
import java.time.Duration;

/** Asks a running {@code headwater serve} for the label of a text. */
public final class Ask {
  private Ask() {}

  /** Runs the program with the path of a settings file and a text. */
  public static void main(String[] args) {
    try (PredictionClient client =
        PredictionClient.open(ServiceProperties.read(Path.of(args[0])))) {
      Reply reply = client.ask("priority", Question.of(args[1]), Duration.ofSeconds(30));
      if (reply instanceof Reply.Answered answered) {
        Prediction prediction = answered.prediction();
        LabelTarget answer = (LabelTarget) prediction.getOutput();
        System.out.println(answer.getLabel() + " by version " + prediction.getVersion());
        answered.others().ifPresent(others -> System.out.println("then " + others));
      } else if (reply instanceof Reply.Refused refused) {
        System.out.println("Refused: " + refused.reason());
      } else {
        System.out.println("No answer in time; is a service running?");
      }
    }
  }
}
