package io.headwater.model.tokenizer;

import java.util.List;

/** Texts to train small vocabularies from. */
final class Texts {
  private Texts() {}

  static final List<String> PROSE =
      List.of(
          "Returns the number of records that were sent since the producer was opened.",
          "Returns the number of partitions of the topic, or zero if the topic is unknown.",
          "Closes the producer; records that were not sent are sent first.\r\n\r\nIt's idempotent.",
          "The topic's partitions are read from the beginning, in the order of their offsets.",
          "Größe 2048, 温度 25 °C, naïve café — 🙂🙂 and 🇩🇪, 👩‍👩‍👧 (family).",
          "\tfor (int i = 0; i < 100; i++) {\n\t\tsend(i);   // every one of them\n\t}\n");
}
