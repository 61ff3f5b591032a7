package io.headwater.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RoundsTest {

  @Test
  void shouldTakeTurnsInBothOrdersAndLeaveTheWarmUpOut() throws Exception {
    List<String> runs = new ArrayList<>();
    Map<String, Rounds.Contender> contenders = new LinkedHashMap<>();
    for (String name : List.of("ours", "raw")) {
      contenders.put(
          name,
          () -> {
            runs.add(name);
            return runs.size();
          });
    }

    Map<String, Samples> samples = new Rounds(1, 2).measure(contenders);

    assertThat(runs).containsExactly("ours", "raw", "raw", "ours", "ours", "raw");
    assertThat(samples.get("ours").values()).containsExactly(4.0, 5.0);
    assertThat(samples.get("raw").values()).containsExactly(3.0, 6.0);
  }
}
