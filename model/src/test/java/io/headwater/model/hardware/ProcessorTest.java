package io.headwater.model.hardware;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessorTest {
  @TempDir Path folder;

  @Test
  void shouldMultiplyBfloat16WhereItsFlagsSaySo() throws IOException {
    assertThat(described("flags\t\t: fpu sse avx512f amx_bf16 amx_tile\n").multipliesBfloat16())
        .isTrue();
    assertThat(described("flags\t\t: fpu sse avx512f avx512_bf16\n").multipliesBfloat16()).isTrue();
    assertThat(described("flags\t\t: fpu sse avx512f amx_tile\n").multipliesBfloat16()).isFalse();
  }

  @Test
  void shouldReadTheFlagsAlone() throws IOException {
    Processor processor =
        described(
            """
            processor\t: 0
            model name\t: amx_bf16
            flags\t\t: fpu fpu sse
            bugs\t\t: spectre_v1
            processor\t: 1
            flags\t\t: fpu fpu sse
            """);
    assertThat(processor.flags()).containsExactlyInAnyOrder("fpu", "sse");
  }

  @Test
  void shouldAssumeNothingOfAMachineThatDoesNotDescribeItself() throws IOException {
    assertThat(Processor.describedBy(folder.resolve("none")).flags()).isEmpty();
    assertThat(described("Features\t: fp asimd bf16\n").multipliesBfloat16()).isFalse();
  }

  private Processor described(String text) throws IOException {
    return Processor.describedBy(Files.writeString(folder.resolve("cpuinfo"), text));
  }
}
