package io.headwater.service.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

class SettingsTest {
  private final Settings settings = Settings.formerlyWithout("oven.");
  private final String heat =
      settings
          .integer("oven.heat", 180, Allowed.between(50, 250))
          .doc(Importance.HIGH, "How hot it is.");

  @Test
  void shouldReturnTheKeyOfADeclaration() {
    assertThat(heat).isEqualTo("oven.heat");
    assertThat(settings.parse(Map.of())).isEqualTo(Map.of(heat, 180));
    assertThat(settings.configKeys().get(heat).documentation).isEqualTo("How hot it is.");
  }

  @Test
  void shouldNotChangeWhatIsAddedTo() {
    Settings more = new Settings();
    String fan = more.flag("fan", false).doc(Importance.LOW, "Whether air moves.");

    Settings both = settings.with(more);

    assertThat(both.names()).containsExactlyInAnyOrder(heat, fan);
    assertThat(both.formerKeys()).isEqualTo(Map.of("heat", heat));
    assertThat(both.only(fan).names()).containsExactly(fan);
    assertThat(settings.names()).containsExactly(heat);
    assertThat(more.names()).containsExactly(fan);
  }

  @Test
  void shouldHaveNoFormerKeyForAKeyThatAlwaysHadThePrefix() {
    String light =
        settings
            .flag("oven.light", true)
            .neverWithoutPrefix()
            .doc(Importance.LOW, "Whether it is lit.");

    assertThat(settings.formerKeys()).isEqualTo(Map.of("heat", heat));
    assertThat(settings.underTodaysKeys(Map.of("light", "false")))
        .isEqualTo(Map.of("light", "false"));
    assertThat(settings.names()).contains(light);
  }

  @Test
  void shouldTakeAFormerKeyAndSayInOneLineWhatItIsCalledNow() {
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    Logger logger = (Logger) LoggerFactory.getLogger(Settings.class);
    log.start();
    logger.addAppender(log);
    try {
      assertThat(settings.underTodaysKeys(Map.of("heat", "200", "other", "1")))
          .isEqualTo(Map.of(heat, "200", "other", "1"));
      assertThat(settings.underTodaysKeys(Map.of(heat, "200"))).isEqualTo(Map.of(heat, "200"));
    } finally {
      logger.detachAppender(log);
    }
    assertThat(log.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .containsExactly("heat is now called oven.heat; the old name still works");
  }

  @Test
  void shouldRefuseBothNamesOfOneSetting() {
    assertThatThrownBy(() -> settings.underTodaysKeys(Map.of("heat", "200", heat, "200")))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "heat and oven.heat are the old and the new name of one setting; set only the new"
                + " one");
  }

  @Test
  void shouldNameTodaysKeyWhereAFormerOneIsMisspelled() {
    assertThatThrownBy(() -> UnknownKeys.requireKnown(settings, "haet", "200"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("haet")
        .hasMessageContaining("nearest known key is oven.heat");
  }

  @ParameterizedTest
  @CsvSource({"49, at least 50", "251, no more than 250", "warm, not a number"})
  void shouldNameKeyValueAndWhatIsAllowed(String value, String allowed) {
    assertThatThrownBy(() -> settings.parse(Map.of(heat, value)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(heat)
        .hasMessageContaining(value)
        .hasMessageContaining(allowed.equals("not a number") ? "Not a number" : allowed);
  }

  @Test
  void shouldSayWhatIsAllowedInWordsAndInKeywords() {
    assertThat(settings.allowed(heat))
        .hasValueSatisfying(
            allowed -> {
              assertThat(allowed).hasToString("50 to 250");
              assertThat(allowed.keywords()).isEqualTo(Map.of("minimum", 50, "maximum", 250));
            });
    assertThat(Allowed.oneOf("a", "b", "c")).hasToString("a, b or c");
    assertThat(Allowed.oneOf("a").keywords()).isEqualTo(Map.of("enum", List.of("a")));
    assertThat(new PatternValidator("[a-c]|z", "a letter").keywords())
        .isEqualTo(Map.of("pattern", "^([a-c]|z)$"));
  }

  @Test
  void shouldAllowAnOptionalSettingToHaveNoValueAndStillCheckOne() {
    Settings optional = new Settings();
    String key =
        optional.optionalNumber("share", Allowed.aboveZeroTo(1)).doc(Importance.LOW, "A share.");

    assertThat(optional.parse(Map.of()).get(key)).isNull();
    assertThat(optional.parse(Map.of(key, "1"))).isEqualTo(Map.of(key, 1.0));
    assertThatThrownBy(() -> optional.parse(Map.of(key, "0")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(key);
  }

  @Test
  void shouldLayFormerAndTodaysNamesOverEachOther(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("a.properties"), "heat=100\n");
    Map<String, String> environment = Map.of(heat, "150");

    assertThat(ServiceProperties.load(settings, Optional.of(file), environment, Map.of()))
        .isEqualTo(Map.of(heat, "150"));
    assertThat(
            ServiceProperties.load(settings, Optional.of(file), environment, Map.of("heat", "200")))
        .isEqualTo(Map.of(heat, "200"));
  }

  @Test
  void shouldRefuseAFileThatSetsOneSettingByBothNamesWhateverWinsOverIt(@TempDir Path folder)
      throws IOException {
    Path file = Files.writeString(folder.resolve("a.properties"), "heat=100\noven.heat=100\n");

    assertThatThrownBy(
            () ->
                ServiceProperties.load(settings, Optional.of(file), Map.of(), Map.of(heat, "200")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("heat and oven.heat are");
  }
}
