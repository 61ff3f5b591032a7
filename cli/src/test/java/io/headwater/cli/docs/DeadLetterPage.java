package io.headwater.cli.docs;

import io.headwater.schemas.contract.DeadLetter;
import io.headwater.schemas.contract.RejectionReason;
import java.util.Map;

/** Makes the page on dead letters from the docs of their headers and reasons. */
final class DeadLetterPage {
  private static final String INTRODUCTION =
      """
      # Dead letters

      <!-- Made from the code by a test; see CONTRIBUTING.md. -->

      A record that cannot be learned or answered goes to `headwater.dead-letters` with its original key, value and
      headers. These headers are added, each UTF-8 text; those that start with `__streams` are the ones Kafka Streams
      gives the records of its own dead-letter queue. How to list letters and send them back is in
      [operating](../guide/operating.md#dead-letters).

      """;

  private DeadLetterPage() {}

  /** Returns the page. */
  static String page() {
    StringBuilder page = new StringBuilder(INTRODUCTION);
    page.append("## Headers\n\n| header | what it holds |\n|---|---|\n");
    Map<String, String> headers = ConstantDocs.of(DeadLetter.class);
    headers.forEach((name, doc) -> row(page, ConstantDocs.value(DeadLetter.class, name), doc));
    page.append("\n## Reasons\n\n| reason | meaning |\n|---|---|\n");
    Map<String, String> reasons = ConstantDocs.of(RejectionReason.class);
    for (RejectionReason reason : RejectionReason.values()) {
      row(page, reason.name(), reasons.get(reason.name()));
    }
    page.append(
        """

        `ingest` refuses rows for the same reasons and reports them; nothing of them reaches a topic.
        """);
    return page.toString();
  }

  private static void row(StringBuilder page, String name, String doc) {
    page.append("| `").append(name).append("` | ").append(doc).append(" |\n");
  }
}
