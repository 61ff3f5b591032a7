package io.headwater.model.checkpoint.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkRangeTest {
  private static final String NAME = "my.model-1:v7-e3-0123456789ab";

  @Property(tries = 200, seed = "1")
  void shouldReadWhatItWrites(
      @ForAll @IntRange(max = 1000) int partition,
      @ForAll @LongRange(max = 1L << 60) long from,
      @ForAll @IntRange(min = 1) int chunks,
      @ForAll @IntRange(min = 1) int bytes,
      @ForAll @IntRange int more) {
    ChunkRange range =
        new ChunkRange("a.b_c-1", partition, from, from + chunks - 1L + more, chunks, bytes, NAME);

    assertThat(ChunkRange.parse(range.toString())).contains(range);
  }

  @Test
  void shouldShowWhereTheChunksLie() {
    assertThat(new ChunkRange("headwater.checkpoint-chunks", 0, 123, 140, 18, 524288, NAME))
        .hasToString(
            "kafka:headwater.checkpoint-chunks?partition=0&from=123&to=140&chunks=18&bytes=524288"
                + "&checkpoint=my.model-1:v7-e3-0123456789ab");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "kafka:",
        "kafka:t",
        "kafka:t?",
        "kafka:t?=&&=",
        "file:/t?partition=0&from=0&to=0&chunks=1&bytes=1&checkpoint=m:v0-e0-0123456789ab",
        "kafka:?partition=0&from=0&to=0&chunks=1&bytes=1&checkpoint=m:v0-e0-0123456789ab",
        "kafka:a b?partition=0&from=0&to=0&chunks=1&bytes=1&checkpoint=m:v0-e0-0123456789ab",
        "kafka:t?partition=-1&from=0&to=0&chunks=1&bytes=1&checkpoint=m:v0-e0-0123456789ab",
        "kafka:t?partition=0&from=-1&to=0&chunks=1&bytes=1&checkpoint=m:v0-e0-0123456789ab",
        "kafka:t?partition=0&from=1&to=0&chunks=1&bytes=1&checkpoint=m:v0-e0-0123456789ab",
        "kafka:t?partition=0&from=0&to=0&chunks=2&bytes=1&checkpoint=m:v0-e0-0123456789ab",
        "kafka:t?partition=0&from=0&to=0&chunks=0&bytes=1&checkpoint=m:v0-e0-0123456789ab",
        "kafka:t?partition=0&from=0&to=0&chunks=1&bytes=0&checkpoint=m:v0-e0-0123456789ab",
        "kafka:t?partition=0&from=x&to=0&chunks=1&bytes=1&checkpoint=m:v0-e0-0123456789ab",
        "kafka:t?partition=0&from=0&to=0&chunks=1&bytes=1&checkpoint=tasks",
        "kafka:t?partition=0&from=0&to=0&chunks=1&bytes=1"
      })
  void shouldNotTakeOtherTextsForOne(String uri) {
    assertThat(ChunkRange.parse(uri)).isEmpty();
  }

  @Test
  void shouldKnowItsKeysAmongOthers() {
    ChunkRange range = new ChunkRange("t", 0, 0, 9, 10, 1, NAME);

    assertThat(range.indexOf(range.key(7))).contains(7);
    assertThat(range.indexOf(bytes("other" + NAME + ":7"))).isEmpty();
    assertThat(range.indexOf(bytes(NAME + ":x"))).isEmpty();
    assertThat(range.indexOf(bytes(NAME))).isEmpty();
    assertThat(range.indexOf(null)).isEqualTo(Optional.empty());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
