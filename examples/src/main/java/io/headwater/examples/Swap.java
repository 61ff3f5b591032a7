package io.headwater.examples;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.headwater.model.serving.LiveModel;
import io.headwater.schemas.contract.Question;
import io.headwater.service.config.ServiceProperties;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Runs an HTTP service that answers with a model's newest version, until Enter is pressed. */
public final class Swap {
  private Swap() {}

  /** Runs the program with the path of a settings file. */
  public static void main(String[] args) throws Exception {
    try (LiveModel live =
        LiveModel.follow(
            ServiceProperties.read(Path.of(args[0])), event -> System.out.println(event))) {
      if (!live.awaitFirst(Duration.ofMinutes(5))) {
        throw new IllegalStateException("no version of the model was announced");
      }
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext("/priority", exchange -> respond(live, exchange));
      server.start();
      System.out.println("POST a text to http://127.0.0.1:" + port(server) + "/priority");
      System.in.read();
      server.stop(1);
    }
  }

  private static int port(HttpServer server) {
    return server.getAddress().getPort();
  }

  private static void respond(LiveModel live, HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] text = exchange.getRequestBody().readAllBytes();
      int status = 200;
      String answer;
      try {
        answer = answer(live, Question.of(new String(text, StandardCharsets.UTF_8)));
      } catch (IllegalArgumentException e) { // empty text, or task not learned yet
        status = 400;
        answer = e.getMessage();
      }
      byte[] body = answer.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  /** Answers with one version: it does not change during a use of the model. */
  private static String answer(LiveModel live, Question question) {
    return live.use(
        model ->
            model.answer("priority", List.of(question)).get(0)
                + " by version "
                + model.manifest().version());
  }
}
