package io.headwater.model.internal.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds what the program texts have to look like. */
class ProgramSourceTest {
  private static final int LONGEST_LINE = 110;
  private static final Pattern BARE_POSITION = Pattern.compile("[\\w)\\]]\\[\\d+\\]");
  private static final Pattern BARE_TYPE = Pattern.compile("dtype=\\d");

  static Stream<String> resources() {
    return ProgramSource.RESOURCES.stream();
  }

  @ParameterizedTest
  @MethodSource("resources")
  void shouldKeepLinesShort(String resource) {
    assertThat(ProgramSource.read(resource).lines())
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(LONGEST_LINE));
  }

  @ParameterizedTest
  @MethodSource("resources")
  void shouldNameEveryPositionAndType(String resource) {
    assertThat(ProgramSource.read(resource).lines())
        .noneMatch(line -> BARE_POSITION.matcher(line).find())
        .noneMatch(line -> BARE_TYPE.matcher(line).find());
  }

  @Test
  void shouldUseEveryName() {
    List<String> used =
        resources()
            .flatMap(resource -> ProgramNames.usedIn(ProgramSource.read(resource)).stream())
            .toList();
    List<String> constants =
        ProgramSource.NAMES.all().stream().filter(name -> !name.endsWith(".COUNT")).toList();
    assertThat(constants).hasSizeGreaterThan(80);
    assertThat(used).containsAll(constants);
  }

  @Test
  void shouldLeaveNoNameInTheProgram() {
    assertThat(ProgramNames.usedIn(ProgramSource.network())).isEmpty();
  }
}
