package io.headwater.model.hardware;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Properties;
import org.junit.jupiter.api.Test;

class EngineLibrariesTest {
  @Test
  void shouldTellLibrariesThatNeedAGpuFromThoseThatDoNot() {
    assertThat(EngineLibraries.cudaFlavor(of("cu124"))).contains("cu124");
    assertThat(EngineLibraries.cudaFlavor(of("cpu"))).isEmpty();
    assertThat(EngineLibraries.cudaFlavor(new Properties())).isEmpty();
  }

  private static Properties of(String flavor) {
    Properties properties = new Properties();
    properties.setProperty("flavor", flavor);
    return properties;
  }
}
