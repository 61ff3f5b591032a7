package io.headwater.examples;

import io.headwater.client.ExampleProducer;
import io.headwater.schemas.LabelTarget;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.TaskKind;
import io.headwater.schemas.TaskSpec;
import io.headwater.service.config.ServiceProperties;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** Declares a task and sends labeled examples of it, at two hundred per second. */
public final class Produce {
  private static final List<String> URGENT =
      List.of("The login page is down", "Nobody can pay", "All orders of today are lost");
  private static final List<String> PATIENT =
      List.of("A dark mode would be nice", "Please add my new logo", "How do I export a report");

  private Produce() {}

  /** Runs the program with the path of a settings file and the number of examples. */
  public static void main(String[] args) throws Exception {
    int count = Integer.parseInt(args[1]);
    try (ExampleProducer producer =
        ExampleProducer.open(ServiceProperties.read(Path.of(args[0])))) {
      producer.declare(
          TaskSpec.newBuilder()
              .setName("priority")
              .setKind(TaskKind.CLASSIFICATION)
              .setLabels(List.of("low", "high"))
              .build());
      for (int i = 0; i < count; i++) {
        boolean urgent = i % 2 == 0;
        List<String> texts = urgent ? URGENT : PATIENT;
        producer.send(
            LabeledExample.newBuilder()
                .setId("ticket-" + i)
                .setTask("priority")
                .setText(texts.get(i / 2 % texts.size()))
                .setTarget(new LabelTarget(urgent ? "high" : "low"))
                .setOccurredAt(Instant.now())
                .build());
        Thread.sleep(5); // like a live stream, so that new versions appear between examples
      }
      producer.flush();
      System.out.println("The brokers have taken " + producer.delivered() + " examples");
    }
  }
}
