package io.headwater.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What these tests ask a registry, over its Confluent API. */
final class RegistryClient {
  private static final Pattern ID = Pattern.compile("\"id\":\\s*(\\d+)");

  private final HttpClient http = HttpClient.newHttpClient();
  private final String url;

  RegistryClient(EmbeddedCluster cluster) {
    this.url = cluster.registryUrl();
  }

  /** Registers a schema of a record with one field; returns its id. */
  int register(String subject, String field, String type) throws Exception {
    HttpResponse<String> answer = post(subject, field, type);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    Matcher id = ID.matcher(answer.body());
    assertThat(id.find()).as(answer.body()).isTrue();
    return Integer.parseInt(id.group(1));
  }

  /** Returns the status a schema of a record with one field is answered with. */
  int status(String subject, String field, String type) throws Exception {
    return post(subject, field, type).statusCode();
  }

  private HttpResponse<String> post(String subject, String field, String type) throws Exception {
    String body =
        String.format(
            "{\"schema\": \"{\\\"type\\\": \\\"record\\\", \\\"name\\\": \\\"R\\\", \\\"fields\\\":"
                + " [{\\\"name\\\": \\\"%s\\\", \\\"type\\\": \\\"%s\\\"}]}\"}",
            field, type);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + "/subjects/" + subject + "/versions"))
            .header("Content-Type", "application/vnd.schemaregistry.v1+json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  /** Whether the registry answers at all. */
  boolean answers() throws InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/subjects")).build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }
}
