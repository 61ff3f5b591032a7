package io.headwater.examples;

import io.headwater.model.serving.Answer;
import io.headwater.model.serving.LiveModel;
import io.headwater.schemas.contract.Question;
import io.headwater.service.config.ServiceProperties;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** Labels each line of standard input with the newest version of a model. */
public final class Follow {
  private Follow() {}

  /** Runs the program with the path of a settings file. */
  public static void main(String[] args) throws Exception {
    try (LiveModel live = LiveModel.follow(ServiceProperties.read(Path.of(args[0])))) {
      if (!live.awaitFirst(Duration.ofMinutes(5))) {
        throw new IllegalStateException("no version of the model was announced");
      }
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        List<Question> questions = List.of(Question.of(line));
        try {
          Answer answer = live.use(model -> model.answer("priority", questions).get(0));
          System.out.println(told((Answer.Label) answer));
        } catch (IllegalArgumentException e) { // empty line, or task not learned yet
          System.out.println("Refused: " + e.getMessage());
        }
      }
    }
  }

  private static String told(Answer.Label answer) {
    return answer.top().stream()
        .map(one -> "%s %.3f".formatted(one.getLabel(), one.getProbability()))
        .collect(Collectors.joining(" "));
  }
}
