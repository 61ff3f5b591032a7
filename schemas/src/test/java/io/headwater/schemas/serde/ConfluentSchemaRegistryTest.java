package io.headwater.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.headwater.schemas.contract.RejectionReason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the registry answers, to what it means; the answers are played by a local server. */
class ConfluentSchemaRegistryTest {
  private static final Schema SCHEMA = SchemaBuilder.builder().longType();

  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final Map<String, Answer> firstAnswers = new ConcurrentHashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final List<String> authorizations = new CopyOnWriteArrayList<>();
  private HttpServer server;

  private record Answer(int status, String body) {}

  @BeforeEach
  void startServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stopServer() {
    server.stop(0);
  }

  @Test
  void shouldNameSettingsThatAreNotAllowed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> with("schema.registry.http.read.timeout.ms", "soon"))
        .withMessage(
            "http.read.timeout.ms is 'soon' but must be a whole number of milliseconds, at least 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> with("auto.register.schemas", "flase"))
        .withMessage("auto.register.schemas is 'flase' but must be true or false");
  }

  @Test
  void shouldNotTellPasswordsInAddresses() {
    server.stop(0);
    String address = "http://me:secret@localhost:" + server.getAddress().getPort();
    try (SchemaRegistry away =
        new ConfluentSchemaRegistry(Map.of("schema.registry.url", address))) {
      assertThatThrownBy(() -> away.byId(1))
          .isInstanceOf(RegistryUnavailableException.class)
          .hasMessageContaining("[hidden]@localhost")
          .hasMessageNotContaining("secret");
    }
  }

  private static void with(String name, String value) {
    new ConfluentSchemaRegistry(Map.of("schema.registry.url", "http://localhost:1", name, value))
        .close();
  }

  @Test
  void shouldAskForASchemaOnce() {
    answers.put("GET /schemas/ids/7", new Answer(200, "{\"schema\":\"\\\"long\\\"\"}"));
    try (SchemaRegistry registry = open(Map.of())) {
      assertThat(registry.byId(7)).isEqualTo(SCHEMA);
      assertThat(registry.byId(7)).isEqualTo(SCHEMA);
    }
    assertThat(asked).hasSize(1);
  }

  @Test
  void shouldResolveReferences() {
    answers.put(
        "GET /schemas/ids/7",
        new Answer(
            200,
            "{\"schema\":\"{\\\"type\\\":\\\"array\\\",\\\"items\\\":\\\"a.B\\\"}\","
                + "\"references\":[{\"name\":\"a.B\",\"subject\":\"b\",\"version\":3}]}"));
    answers.put(
        "GET /subjects/b/versions/3",
        new Answer(
            200,
            "{\"subject\":\"b\",\"version\":3,\"id\":6,\"schema\":\"{\\\"type\\\":\\\"fixed\\\","
                + "\\\"name\\\":\\\"a.B\\\",\\\"size\\\":2}\"}"));
    try (SchemaRegistry registry = open(Map.of())) {
      assertThat(registry.byId(7).getElementType().getFullName()).isEqualTo("a.B");
    }
  }

  @Test
  void shouldRefuseIdsTheRegistryDoesNotKnow() {
    answers.put("GET /schemas/ids/7", new Answer(404, "{\"error_code\":40403,\"message\":\"no\"}"));
    assertUnreadable(RejectionReason.UNKNOWN_SCHEMA_ID);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"schemaType\":\"JSON\",\"schema\":\"{\\\"type\\\":\\\"object\\\"}\"}",
        "{\"schemaType\":\"PROTOBUF\",\"schema\":\"message A { int32 b = 1; }\"}",
        "{\"schema\":\"\"}"
      })
  void shouldRefuseIdsOfOtherKindsOfSchema(String body) {
    answers.put("GET /schemas/ids/7", new Answer(200, body));
    assertUnreadable(RejectionReason.SCHEMA_MISMATCH);
  }

  /** None of these says anything about the record: it must be tried again, not thrown away. */
  @ParameterizedTest
  @CsvSource({
    "500, '{\"error_code\":50001,\"message\":\"store\"}'",
    "503, away",
    "404, <html>no such page</html>",
    "404, '{\"error_code\":404,\"message\":\"HTTP 404 Not Found\"}'",
    "401, '{\"error_code\":401,\"message\":\"who are you\"}'",
    "429, slow down",
    "200, <html>hello</html>"
  })
  void shouldNotBlameTheRecordForTheRegistry(int status, String body) {
    answers.put("GET /schemas/ids/7", new Answer(status, body));
    try (SchemaRegistry registry = open(Map.of())) {
      assertThatThrownBy(() -> registry.byId(7)).isInstanceOf(RegistryUnavailableException.class);
    }
  }

  @Test
  void shouldPassCredentialsOn() {
    answers.put("GET /schemas/ids/7", new Answer(200, "{\"schema\":\"\\\"long\\\"\"}"));
    Map<String, String> basic =
        Map.of("basic.auth.credentials.source", "USER_INFO", "basic.auth.user.info", "me:secret");
    Map<String, String> prefixed = new HashMap<>();
    basic.forEach((name, value) -> prefixed.put("schema.registry." + name, value));
    Map<String, String> bearer =
        Map.of("bearer.auth.credentials.source", "STATIC_TOKEN", "bearer.auth.token", "t0ken");
    for (Map<String, String> settings : List.of(basic, prefixed, bearer)) {
      try (SchemaRegistry registry = open(settings)) {
        registry.byId(7);
      }
    }
    assertThat(authorizations)
        .containsExactly("Basic bWU6c2VjcmV0", "Basic bWU6c2VjcmV0", "Bearer t0ken");
  }

  @Test
  void shouldSetANewSubjectToBackwardWhereAnyChangeWouldBeTaken() {
    answers.put("GET /subjects/s/versions", new Answer(404, "{\"error_code\":40401}"));
    answers.put("POST /subjects/s/versions", new Answer(200, "{\"id\":9}"));
    answers.put("GET /config/s", new Answer(200, "{\"compatibilityLevel\":\"NONE\"}"));
    answers.put("PUT /config/s", new Answer(200, "{\"compatibility\":\"BACKWARD\"}"));
    try (SchemaRegistry registry = open(Map.of())) {
      assertThat(registry.register("s", SCHEMA)).isEqualTo(9);
    }
    assertThat(asked).contains("PUT /config/s");
  }

  @ParameterizedTest
  @ValueSource(strings = {"BACKWARD", "FULL_TRANSITIVE"})
  void shouldLeaveStricterLevelsAlone(String level) {
    answers.put("GET /subjects/s/versions", new Answer(404, "{\"error_code\":40401}"));
    answers.put("POST /subjects/s/versions", new Answer(200, "{\"id\":9}"));
    answers.put("GET /config/s", new Answer(200, "{\"compatibilityLevel\":\"" + level + "\"}"));
    try (SchemaRegistry registry = open(Map.of())) {
      assertThat(registry.register("s", SCHEMA)).isEqualTo(9);
    }
    assertThat(asked).doesNotContain("PUT /config/s");
  }

  @Test
  void shouldOnlyLookSchemasUpWhereRegisteringIsOff() {
    answers.put("POST /subjects/s", new Answer(200, "{\"subject\":\"s\",\"version\":1,\"id\":4}"));
    try (SchemaRegistry registry = open(Map.of("auto.register.schemas", "false"))) {
      assertThat(registry.register("s", SCHEMA)).isEqualTo(4);
      assertThatThrownBy(() -> registry.register("other", SCHEMA))
          .isInstanceOf(SchemaRefusedException.class)
          .hasMessageContaining("other");
    }
    assertThat(asked).containsExactly("POST /subjects/s", "POST /subjects/other");
  }

  @ParameterizedTest
  @CsvSource({"409, 409", "422, 42201", "403, 403"})
  void shouldSayThatASchemaIsRefused(int status, int code) {
    answers.put("GET /subjects/s/versions", new Answer(200, "[1]"));
    answers.put("POST /subjects/s/versions", new Answer(status, "{\"error_code\":" + code + "}"));
    try (SchemaRegistry registry = open(Map.of())) {
      assertThatThrownBy(() -> registry.register("s", SCHEMA))
          .isInstanceOf(SchemaRefusedException.class)
          .hasMessageContaining("'s'");
    }
  }

  @Test
  void shouldAskAgainWhereAnotherClientMadeTheSubjectMeanwhile() {
    firstAnswers.put("POST /subjects/s/versions", new Answer(409, "{\"error_code\":409}"));
    answers.put("POST /subjects/s/versions", new Answer(200, "{\"id\":9}"));
    answers.put("GET /config/s", new Answer(200, "{\"compatibilityLevel\":\"BACKWARD\"}"));
    try (SchemaRegistry registry = open(Map.of())) {
      assertThat(registry.register("s", SCHEMA)).isEqualTo(9);
    }
    assertThat(asked).filteredOn("POST /subjects/s/versions"::equals).hasSize(2);
  }

  @Test
  void shouldNeedAnAddress() {
    assertThatThrownBy(() -> new ConfluentSchemaRegistry(Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("schema.registry.url");
  }

  private void assertUnreadable(RejectionReason reason) {
    try (SchemaRegistry registry = open(Map.of())) {
      assertThatThrownBy(() -> registry.byId(7))
          .isInstanceOfSatisfying(
              UnreadableRecordException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }
  }

  private SchemaRegistry open(Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.put("schema.registry.url", "http://127.0.0.1:" + server.getAddress().getPort());
    return new ConfluentSchemaRegistry(all);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String question = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
    asked.add(question);
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    if (authorization != null) {
      authorizations.add(authorization);
    }
    Answer always =
        answers.getOrDefault(question, new Answer(404, "{\"error_code\":40401,\"message\":\"\"}"));
    Answer first = firstAnswers.remove(question);
    Answer answer = first == null ? always : first;
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/vnd.schemaregistry.v1+json");
    exchange.getRequestBody().readAllBytes();
    exchange.sendResponseHeaders(answer.status(), body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }
}
