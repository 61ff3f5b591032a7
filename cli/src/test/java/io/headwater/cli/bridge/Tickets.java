package io.headwater.cli.bridge;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/** A stream of JSON tickets, most of them labeled, some not yet, and some of no use. */
final class Tickets {
  private static final List<String> LABELS = List.of("low", "high", "P1");

  /** Where the labeled ones went, as {@code topic-partition@offset}. */
  final List<String> good = new ArrayList<>();

  /** Where those of no use went. */
  final List<String> bad = new ArrayList<>();

  private final Producer<byte[], byte[]> producer;
  private final String topic;
  private int sent;

  Tickets(Producer<byte[], byte[]> producer, String topic) {
    this.producer = producer;
    this.topic = topic;
  }

  int sent() {
    return sent;
  }

  /** Sends the next tickets and waits until the broker has them. */
  void send(int count) throws Exception {
    List<Future<RecordMetadata>> answers = new ArrayList<>();
    int first = sent;
    for (int i = 0; i < count; i++) {
      byte[] value = value(sent++).getBytes(StandardCharsets.UTF_8);
      answers.add(producer.send(new ProducerRecord<>(topic, value)));
    }
    producer.flush();
    for (int i = 0; i < count; i++) {
      RecordMetadata where = answers.get(i).get();
      String origin = where.topic() + "-" + where.partition() + "@" + where.offset();
      if (isBad(first + i)) {
        bad.add(origin);
      } else if (!isUnlabeled(first + i)) {
        good.add(origin);
      }
    }
  }

  private static boolean isBad(int number) {
    return number % 50 == 7;
  }

  private static boolean isUnlabeled(int number) {
    return number % 50 == 13;
  }

  private static String value(int number) {
    if (isBad(number)) {
      return number % 100 == 7 ? "{" : ticket(number, "\"none of the labels\"");
    }
    String label = LABELS.get(number % LABELS.size());
    return ticket(number, isUnlabeled(number) ? "null" : "\"" + label + "\"");
  }

  private static String ticket(int number, String label) {
    return "{\"ticket\":{\"body\":\"ticket " + number + "\",\"priority\":" + label + "}}";
  }
}
