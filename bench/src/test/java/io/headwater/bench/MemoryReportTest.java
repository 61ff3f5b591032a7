package io.headwater.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryReportTest {

  private static JsonNode report(long residentBefore, long residentAfter, long heap) {
    return new ObjectMapper()
        .valueToTree(
            new MemoryReport(
                "tiny",
                300,
                false,
                List.of(
                    new MemoryReport.Reading(50, 1, 1, 1, 1),
                    new MemoryReport.Reading(200, residentBefore, heap, 10, 1),
                    new MemoryReport.Reading(300, residentAfter, heap, 90, 1))));
  }

  @Test
  void shouldTellTheGrowthBesideTheHeapApart() {
    JsonNode report = report(1000, 1100, 800);

    assertThat(report.get("residentGrowth").asDouble()).isEqualTo(1.1);
    assertThat(report.get("nativeGrowth").asDouble()).isEqualTo(1.5);
  }

  @Test
  void shouldLeaveOutWhatTheSystemDoesNotTell() {
    assertThat(report(-1, -1, 800).has("residentGrowth")).isFalse();
    assertThat(report(-1, -1, 800).has("nativeGrowth")).isFalse();
  }

  @Test
  void shouldLeaveOutTheRestOfAHeapThatIsNotAllResident() {
    assertThat(report(500, 600, 800).get("residentGrowth").asDouble()).isEqualTo(1.2);
    assertThat(report(500, 600, 800).has("nativeGrowth")).isFalse();
  }
}
