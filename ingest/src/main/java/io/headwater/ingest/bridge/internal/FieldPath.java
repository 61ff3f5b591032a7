package io.headwater.ingest.bridge.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A path to a value within a record.
 *
 * <p>{@code $} is the whole value, {@code .name} or {@code ['name']} a field, {@code [2]} an item
 * of an array, counted from 0, and {@code [*]} all items.
 *
 * @param steps steps that lead from the whole value to the one meant
 */
public record FieldPath(List<Step> steps) {
  private static final Pattern STEP =
      Pattern.compile("\\.([^.\\[\\]'\\s]+)|\\['([^']*)'\\]|\\[(\\d{1,9})\\]|\\[(\\*)\\]");

  /** One step of a path. */
  public sealed interface Step {}

  /** Goes to a field of a record or an entry of a map. */
  public record Name(String name) implements Step {}

  /** Goes to one item of an array. */
  public record Item(int index) implements Step {}

  /** Goes to every item of an array. */
  public record EveryItem() implements Step {}

  /** Copies the steps into an unmodifiable list. */
  public FieldPath {
    steps = List.copyOf(steps);
  }

  /** Returns the path that the text spells, or nothing if it is not a valid path. */
  public static Optional<FieldPath> parse(String text) {
    if (!text.startsWith("$")) {
      return Optional.empty();
    }
    List<Step> steps = new ArrayList<>();
    Matcher matcher = STEP.matcher(text);
    int next = 1;
    while (next < text.length()) {
      if (!matcher.find(next) || matcher.start() != next) {
        return Optional.empty();
      }
      steps.add(step(matcher));
      next = matcher.end();
    }
    return Optional.of(new FieldPath(steps));
  }

  private static Step step(Matcher found) {
    if (found.group(1) != null) {
      return new Name(found.group(1));
    }
    if (found.group(2) != null) {
      return new Name(found.group(2));
    }
    return found.group(3) != null ? new Item(Integer.parseInt(found.group(3))) : new EveryItem();
  }

  /**
   * Returns the value at the path, or nothing if it is absent or null.
   *
   * <p>A path with {@code [*]} gives one flat list of all values found, however deep the arrays.
   *
   * @param root a record's value, made of maps, lists and single values
   */
  public Optional<Object> in(Object root) {
    List<Object> found = new ArrayList<>();
    collect(root, 0, found);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(steps.contains(new EveryItem()) ? found : found.get(0));
  }

  private void collect(Object value, int from, List<Object> found) {
    Object at = value;
    for (int i = from; i < steps.size() && at != null; i++) {
      Step step = steps.get(i);
      if (step instanceof EveryItem) {
        for (Object item : at instanceof List<?> items ? items : List.of()) {
          collect(item, i + 1, found);
        }
        return;
      }
      at = step instanceof Name name ? field(at, name.name()) : item(at, ((Item) step).index());
    }
    if (at != null) {
      found.add(at);
    }
  }

  private static Object field(Object at, String name) {
    return at instanceof Map<?, ?> map ? map.get(name) : null;
  }

  private static Object item(Object at, int index) {
    return at instanceof List<?> items && index < items.size() ? items.get(index) : null;
  }

  /** Returns the path as text, with fields in brackets: {@code $['name'][2]}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("$");
    for (Step step : steps) {
      if (step instanceof Name name) {
        text.append("['").append(name.name()).append("']");
      } else if (step instanceof Item item) {
        text.append('[').append(item.index()).append(']');
      } else {
        text.append("[*]");
      }
    }
    return text.toString();
  }
}
