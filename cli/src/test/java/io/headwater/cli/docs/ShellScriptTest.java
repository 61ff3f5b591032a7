package io.headwater.cli.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ShellScriptTest {

  @Test
  void shouldSplitCommandsAndWordsAsAShellDoes() {
    String script =
        """
        C=a.properties  # a comment; not a command
        X=1 ./headwater train --config $C \\
            --sql "SELECT 'x',
        y" & echo 'a b' | wc -l < in > out
        ./headwater --set a#b=c
        """;

    assertThat(ShellScript.commands(script))
        .containsExactly(
            List.of("./headwater", "train", "--config", "$C", "--sql", "SELECT 'x',\ny"),
            List.of("echo", "a b"),
            List.of("wc", "-l"),
            List.of("./headwater", "--set", "a#b=c"));
  }

  @Test
  void shouldRefuseAQuoteThatDoesNotEnd() {
    assertThatThrownBy(() -> ShellScript.commands("echo 'a"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
