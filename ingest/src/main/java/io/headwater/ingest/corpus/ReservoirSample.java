package io.headwater.ingest.corpus;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** Passes texts on up to a limit, counts them, and keeps a uniform random sample of them. */
public final class ReservoirSample implements Consumer<String> {
  private static final int SAMPLE = 2_000;

  /** Longer texts are left out of the sample, which a few of them would dominate. */
  private static final int LONGEST = 20_000;

  private final Consumer<String> sink;
  private final long limit;
  private final Random random = new Random(1);
  private final List<String> sample = new ArrayList<>();
  private long texts;
  private long eligible;
  private long bytes;

  /**
   * Makes an empty sample.
   *
   * @param sink receives each text that is taken
   * @param limit number of bytes after which no more texts are taken
   */
  public ReservoirSample(Consumer<String> sink, long limit) {
    this.sink = sink;
    this.limit = limit;
  }

  /** Takes a text, unless it is empty or the limit is reached. */
  @Override
  public void accept(String text) {
    if (isFull() || text.isEmpty()) {
      return;
    }
    texts++;
    bytes += bytesOf(text);
    sink.accept(text);
    if (text.length() <= LONGEST) {
      // Reservoir sampling (Vitter, 1985), algorithm R.
      eligible++;
      if (sample.size() < SAMPLE) {
        sample.add(text);
      } else {
        long place = (long) (random.nextDouble() * eligible);
        if (place < SAMPLE) {
          sample.set((int) place, text);
        }
      }
    }
  }

  /** Returns whether the limit is reached. */
  public boolean isFull() {
    return bytes >= limit;
  }

  /** Returns the number of texts taken. */
  public long texts() {
    return texts;
  }

  /** Returns the size of the texts taken, in bytes of UTF-8. */
  public long bytes() {
    return bytes;
  }

  /** Returns a copy of the sample. */
  public List<String> sample() {
    return List.copyOf(sample);
  }

  /** Returns the size of a text in bytes of UTF-8. */
  public static long bytesOf(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
