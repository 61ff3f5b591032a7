package io.headwater.client.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.schemas.RollingMetric;
import io.headwater.schemas.Split;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MetricLineTest {
  @Test
  void shouldWriteOneJsonObject() {
    assertThat(MetricLine.json(metric("main")))
        .isEqualTo(
            "{\"model\":\"main\",\"task\":\"library\",\"metric\":\"accuracy\","
                + "\"split\":\"PREQUENTIAL\",\"window\":\"last-1000\",\"value\":0.25,\"count\":100,"
                + "\"versions\":\"3-7\",\"publishedAt\":\"1970-01-01T00:00:01Z\"}");
  }

  @Test
  void shouldWriteTheSameColumnsAsCsv() {
    assertThat(MetricLine.csvHeader())
        .isEqualTo("model,task,metric,split,window,value,count,versions,publishedAt");
    assertThat(MetricLine.csv(metric("main")))
        .isEqualTo("main,library,accuracy,PREQUENTIAL,last-1000,0.25,100,3-7,1970-01-01T00:00:01Z");
  }

  @Test
  void shouldQuoteWhatCsvWouldTakeForItsOwnSigns() {
    assertThat(MetricLine.csv(metric("a,\"b\"\nc"))).startsWith("\"a,\"\"b\"\"\nc\",library,");
    assertThat(MetricLine.json(metric("a,\"b\"\nc"))).startsWith("{\"model\":\"a,\\\"b\\\"\\nc\",");
  }

  private static RollingMetric metric(String model) {
    return RollingMetric.newBuilder()
        .setModel(model)
        .setTask("library")
        .setMetric("accuracy")
        .setSplit(Split.PREQUENTIAL)
        .setWindow("last-1000")
        .setWindowStart(Instant.EPOCH)
        .setWindowEnd(Instant.EPOCH)
        .setValue(0.25)
        .setCount(100)
        .setFirstVersion(3)
        .setLastVersion(7)
        .setPublishedAt(Instant.ofEpochSecond(1))
        .build();
  }
}
