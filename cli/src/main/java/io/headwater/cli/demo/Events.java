package io.headwater.cli.demo;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What has happened in a run, each thing once, newest first. */
final class Events {
  private static final int KEPT = 6;

  private record Event(String kind, String text) {}

  private final Map<String, Integer> joins;
  private final Set<String> told = new HashSet<>();
  private final Deque<Event> newest = new ArrayDeque<>();

  /**
   * Makes a list without events.
   *
   * @param joins the index of each library's first example in the stream
   */
  Events(Map<String, Integer> joins) {
    this.joins = Map.copyOf(joins);
  }

  /** Adds what happened since the last look. */
  void look(Moment now) {
    joins.forEach(
        (library, first) -> {
          if (first > 0 && now.produced() > first) {
            tell(now, "drift: " + library + " joins the stream, with words and a label of its own");
          }
        });
    now.trainer().tasks().keySet().stream()
        .sorted()
        .forEach(task -> tell(now, "task " + task + " adopted"));
    now.trainer()
        .version()
        .ifPresent(version -> tellLatest(now, "published", "version " + version + " published"));
    now.evaluator().loadedVersions().stream()
        .max(Long::compare)
        .ifPresent(
            version ->
                tellLatest(now, "swapped", "version " + version + " swapped in, it scores now"));
    now.trainer().deadLetters().keySet().forEach(why -> tell(now, "a dead letter: " + why));
    now.trainer().trouble().ifPresent(why -> tell(now, "no checkpoint: " + why));
  }

  private void tell(Moment now, String event) {
    if (told.add(event)) {
      newest.addFirst(new Event("", clock(now.elapsed()) + "  " + event));
      if (newest.size() > KEPT) {
        newest.removeLast();
      }
    }
  }

  /** Tells what happens all the time: only the latest of its kind is shown. */
  private void tellLatest(Moment now, String kind, String event) {
    if (told.add(event)) {
      newest.removeIf(it -> it.kind().equals(kind));
      newest.addFirst(new Event(kind, clock(now.elapsed()) + "  " + event));
    }
  }

  /** Returns the last few. */
  List<String> newest() {
    return newest.stream().map(Event::text).toList();
  }

  /** Returns a time as minutes and seconds. */
  static String clock(Duration time) {
    return "%d:%02d".formatted(time.toMinutes(), time.toSecondsPart());
  }
}
