package io.headwater.model.internal.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.model.internal.layout.ProgramName;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.NotBlank;
import org.junit.jupiter.api.Test;

class ProgramNamesTest {
  private static final ProgramNames NAMES = new ProgramNames(Fruits.class);

  /** Names to replace. */
  static final class Fruits {
    enum Fruit implements ProgramName {
      APPLE,
      PEAR
    }

    enum Price implements ProgramName {
      CHEAP(4),
      DEAR(15);

      private final int number;

      Price(int number) {
        this.number = number;
      }

      @Override
      public int number() {
        return number;
      }
    }
  }

  /** Has a name that {@link Fruits} has too. */
  static final class Trees {
    enum Fruit implements ProgramName {
      APPLE
    }
  }

  @Test
  void shouldReplaceNamesByTheirNumbers() {
    assertThat(NAMES.resolve("r", "x = f[Fruit.COUNT * i + Fruit.PEAR] + Price.DEAR\n"))
        .isEqualTo("x = f[2 * i + 1] + 15\n");
  }

  @Test
  void shouldLeaveCommentsAndOtherDotsAlone() {
    String text = "# Fruit.APPLE, Fruit.NONE\nx: __torch__.M = torch.mul(a.b, 1.5) # Fruit.PEAR";
    assertThat(NAMES.resolve("r", text)).isEqualTo(text);
    assertThat(ProgramNames.usedIn(text)).isEmpty();
  }

  @Test
  void shouldSayWhichNameIsUnknownAndWhere() {
    assertThatThrownBy(() -> NAMES.resolve("basket", "# first\nx = f[Fruit.PEER]"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("basket, line 2: no enum has the constant Fruit.PEER");
    assertThatThrownBy(() -> NAMES.resolve("basket", "x = Nut.APPLE"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("basket, line 1: no enum has the constant Nut.APPLE");
  }

  @Test
  void shouldRefuseTwoConstantsOfOneName() {
    assertThatThrownBy(() -> new ProgramNames(Fruits.class, Trees.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("There are two constants Fruit.COUNT");
  }

  @Test
  void shouldListTheNamesThereAreAndThoseUsed() {
    assertThat(NAMES.all())
        .containsExactlyInAnyOrder(
            "Fruit.COUNT", "Fruit.APPLE", "Fruit.PEAR", "Price.COUNT", "Price.CHEAP", "Price.DEAR");
    assertThat(ProgramNames.usedIn("a[Fruit.PEAR] # Fruit.APPLE\nb[Fruit.PEAR, Price.CHEAP]"))
        .containsExactly("Fruit.PEAR", "Fruit.PEAR", "Price.CHEAP");
  }

  @Property
  void shouldKeepAllButTheNames(
      @ForAll @AlphaChars @NotBlank String before, @ForAll @AlphaChars @NotBlank String after) {
    String text = "%s[Fruit.PEAR], %s\n\n".formatted(before, after);
    assertThat(NAMES.resolve("r", text)).isEqualTo("%s[1], %s\n\n".formatted(before, after));
  }

  @Property
  void shouldLeaveNoNameInAResolvedText(@ForAll List<Fruits.Fruit> fruits) {
    StringBuilder text = new StringBuilder();
    StringBuilder expected = new StringBuilder();
    for (Fruits.Fruit fruit : fruits) {
      text.append("f[Fruit.").append(fruit.name()).append("]\n");
      expected.append("f[").append(fruit.number()).append("]\n");
    }
    assertThat(NAMES.resolve("r", text.toString())).isEqualTo(expected.toString());
    assertThat(ProgramNames.usedIn(text.toString())).hasSameSizeAs(fruits);
  }
}
