package io.headwater.trainer.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartsTest {
  private final List<String> events = new ArrayList<>();
  private final Parts parts = new Parts();

  @Test
  void shouldMakeAPartOnce() throws Exception {
    StringBuilder part = parts.one(StringBuilder.class, StringBuilder::new);

    assertThat(parts.one(StringBuilder.class, StringBuilder::new)).isSameAs(part);
  }

  @Test
  void shouldCloseThoseFirstThatUseOthers() throws Exception {
    First first = parts.closeable(First.class, First::new);
    assertThat(parts.closeable(First.class, First::new)).isSameAs(first);
    assertThat(parts.closeable(Second.class, () -> new Second(parts.one(First.class, First::new))))
        .isNotNull();
    parts.close();
    parts.close();

    assertThat(events).containsExactly("second closed", "first closed");
  }

  @Test
  void shouldCloseTheOthersWhereOneFailsToClose() {
    AutoCloseable first = parts.add(() -> events.add("first closed"));
    AutoCloseable second =
        parts.add(
            () -> {
              throw new IOException("no");
            });
    parts.close();

    assertThat(first).isNotSameAs(second);
    assertThat(events).containsExactly("first closed");
  }

  @Test
  void shouldHaveNothingToCloseWhereAPartCouldNotBeMade() {
    assertThatThrownBy(
            () ->
                parts.closeable(
                    First.class,
                    () -> {
                      throw new IOException("no");
                    }))
        .hasMessage("no");
    parts.close();

    assertThat(events).isEmpty();
  }

  private final class First implements AutoCloseable {
    @Override
    public void close() {
      events.add("first closed");
    }
  }

  private final class Second implements AutoCloseable {
    private final First first;

    Second(First first) {
      this.first = first;
    }

    @Override
    public void close() {
      assertThat(first).isNotNull();
      events.add("second closed");
    }
  }
}
