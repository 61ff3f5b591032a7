package io.headwater.trainer;

import io.headwater.schemas.LabelTarget;
import io.headwater.schemas.LabeledExample;
import io.headwater.schemas.contract.RejectionReason;
import io.headwater.trainer.JournaledOffsets.Place;
import io.headwater.trainer.JournaledOffsets.Skipped;
import io.headwater.trainer.TrainerRig.Message;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Good examples with bad records of five kinds shuffled in among them, and what must come of it.
 */
public final class GarbageStream {
  private static final String NOBODY = "nobody";
  private static final List<String> BLANKS = List.of("", " ", "\t\n ", "\u2003\u2028");
  private static final int GREATEST_KNOWN_ID = 1000;

  private final TrainerRig rig;
  private final Random random;
  private final List<Message> messages = new ArrayList<>();
  private final Map<String, RejectionReason> bad = new HashMap<>();
  private final Map<String, Place> places = new HashMap<>();

  /**
   * Makes a stream that is not sent yet.
   *
   * @param good number of good examples, of both tasks in turn
   * @param each number of bad records of each kind
   */
  public GarbageStream(TrainerRig rig, int good, int each, int seed) {
    this.rig = rig;
    this.random = new Random(seed);
    for (int i = 0; i < good; i++) {
      String task = taskOf(i);
      add("good" + i, topic(task), TrainerRig.example(task, "good" + i, random));
    }
    for (int i = 0; i < each; i++) {
      addUnreadable("bytes" + i, i);
      addUnknownSchema("schema" + i, i);
      addWrongTask("task" + i, i);
      addForeignLabel("label" + i);
      addBlankText("blank" + i, i);
    }
    Collections.shuffle(messages, random);
  }

  /** Sends everything. */
  public void send() throws Exception {
    rig.createTopics(1, topic(NOBODY));
    List<Place> arrived = rig.sendAll(messages);
    for (int i = 0; i < messages.size(); i++) {
      places.put(messages.get(i).key(), arrived.get(i));
    }
  }

  public int size() {
    return messages.size();
  }

  /** Returns the dead letters there have to be. */
  public Set<Letter> letters() {
    Set<Letter> letters = new HashSet<>();
    for (Message message : messages) {
      if (bad.containsKey(message.key())) {
        letters.add(
            new Letter(
                message.key(),
                message.value(),
                bad.get(message.key()).name(),
                places.get(message.key())));
      }
    }
    return letters;
  }

  /** Returns where the examples are that have to be learned. */
  public Set<Place> good() {
    return places.entrySet().stream()
        .filter(entry -> !bad.containsKey(entry.getKey()))
        .map(Map.Entry::getValue)
        .collect(Collectors.toSet());
  }

  /** Returns the offsets that have to be skipped, and why. */
  public Set<Skipped> skipped() {
    return letters().stream()
        .map(letter -> new Skipped(letter.origin(), letter.reason()))
        .collect(Collectors.toSet());
  }

  private void addUnreadable(String key, int i) {
    byte[] value = new byte[i % 64];
    random.nextBytes(value);
    if (value.length > 4 && value[0] == 0) {
      value[0] = (byte) (1 + random.nextInt(255)); // 0 would be the start of a framed record
    }
    refuse(
        RejectionReason.UNREADABLE_BYTES,
        new Message(topic(taskOf(i)), key, ByteBuffer.wrap(value)));
  }

  private void addUnknownSchema(String key, int i) {
    int id = random.nextInt(Integer.MAX_VALUE - GREATEST_KNOWN_ID) + GREATEST_KNOWN_ID;
    byte[] body = new byte[1 + random.nextInt(40)];
    random.nextBytes(body);
    byte[] value =
        ByteBuffer.allocate(5 + body.length)
            .put((byte) 0)
            .putInt(i % 2 == 0 ? id : -id)
            .put(body)
            .array();
    refuse(
        RejectionReason.UNKNOWN_SCHEMA_ID,
        new Message(topic(taskOf(i)), key, ByteBuffer.wrap(value)));
  }

  private void addWrongTask(String key, int i) {
    LabeledExample example = TrainerRig.example(TrainerRig.OPENINGS, key, random);
    if (i % 4 == 0) {
      refuse(RejectionReason.TASK_MISMATCH, rig.message(topic(TrainerRig.COLORS), key, example));
      return;
    }
    LabeledExample foreign = LabeledExample.newBuilder(example).setTask(NOBODY).build();
    if (i % 4 == 1) {
      refuse(RejectionReason.TASK_MISMATCH, rig.message(topic(TrainerRig.OPENINGS), key, foreign));
    } else {
      refuse(RejectionReason.UNKNOWN_TASK, rig.message(topic(NOBODY), key, foreign));
    }
  }

  private void addForeignLabel(String key) {
    LabeledExample example =
        LabeledExample.newBuilder(TrainerRig.example(TrainerRig.COLORS, key, random))
            .setTarget(new LabelTarget("violet"))
            .build();
    refuse(RejectionReason.LABEL_NOT_IN_SET, rig.message(topic(TrainerRig.COLORS), key, example));
  }

  private void addBlankText(String key, int i) {
    String task = taskOf(i);
    LabeledExample example =
        LabeledExample.newBuilder(TrainerRig.example(task, key, random))
            .setText(BLANKS.get(i % BLANKS.size()))
            .build();
    refuse(RejectionReason.BLANK_TEXT, rig.message(topic(task), key, example));
  }

  private void add(String key, String topic, LabeledExample example) {
    messages.add(rig.message(topic, key, example));
  }

  private void refuse(RejectionReason reason, Message message) {
    bad.put(message.key(), reason);
    messages.add(message);
  }

  private String topic(String task) {
    return rig.topics.examples(task);
  }

  private static String taskOf(int i) {
    return i % 2 == 0 ? TrainerRig.COLORS : TrainerRig.OPENINGS;
  }

  /**
   * A dead letter.
   *
   * @param key key as text
   * @param value bytes of the value
   * @param reason reason in its header
   * @param origin where the record was
   */
  public record Letter(String key, ByteBuffer value, String reason, Place origin) {}
}
