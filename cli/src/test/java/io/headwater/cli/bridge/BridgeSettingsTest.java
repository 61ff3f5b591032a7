package io.headwater.cli.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.cli.settings.SettingsTable;
import io.headwater.ingest.bridge.BridgeConfig;
import io.headwater.ingest.bridge.BridgeMapping;
import io.headwater.service.config.Settings;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What {@code headwater bridge --settings} lists. */
class BridgeSettingsTest {

  @Test
  void shouldListEveryKeyOfSettingsAndMapping() {
    for (Settings settings : List.of(BridgeConfig.definition(), BridgeMapping.definition())) {
      assertThat(
              SettingsTable.lines(settings)
                  .filter(line -> !line.startsWith(" "))
                  .map(line -> line.split("=", 2)[0]))
          .containsExactlyElementsOf(new TreeSet<>(settings.names()));
    }
  }
}
