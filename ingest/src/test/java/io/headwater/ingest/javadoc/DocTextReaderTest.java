package io.headwater.ingest.javadoc;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DocTextReaderTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Opens it. Then waits. | Opens it. | Then waits.",
        "Opens it | Opens it | ''",
        "Version 1.2 of it. Next | Version 1.2 of it. | Next",
        "Takes e.g. a ship. Or not. | Takes e.g. a ship. | Or not.",
        "Takes one (i.e. a ship). Or not. | Takes one (i.e. a ship). | Or not.",
        "Opens {@code a. b} here. Then. | Opens a. b here. | Then.",
        "Opens it<p>Then waits. | Opens it | Then waits.",
        "Opens it.<p>Then waits. | Opens it. | Then waits.",
        "Has these: <ul><li>one <li>two</ul> | Has these: | one two",
        "{@summary In short} and then. | In short | and then.",
        "{@return the ship} or not | Returns the ship. | or not",
        "One <b>bold</b> <a href=\"x.html\">word</a>. | One bold word. | ''",
        "If a < b and c<d. | If a < b and c<d. | ''",
        "At 5&nbsp;&lt;&#x20ac;&#36;&unknown; | At 5 <\u20ac$&unknown; | ''",
        "Sees {@link java.util.List#add(Object, int) the other one}. | Sees the other one. | ''",
        "Sees {@link java.util.List#add(Object, int)}. | Sees List.add(Object, int). | ''",
        "Sees {@link #add}. | Sees add. | ''",
        "Text {@literal &lt;b>} and {@code List<String>}. | Text &lt;b> and List<String>. | ''",
        "Braces {@code {a {b}} c}. End | Braces {a {b}} c. | End",
        "Before.<pre>code(); <b>x</b></pre> After. | Before. | After.",
        "Before <!-- hidden. x --> after. | Before after. | ''",
        "Open {@code never closed. | Open never closed. | ''",
      })
  void shouldCutAfterTheFirstSentence(String comment, String summary, String body) {
    DocText text = DocTextReader.read("/** " + comment + " */");

    assertThat(text.summary()).isEqualTo(summary);
    assertThat(text.body()).isEqualTo(body);
  }

  @Test
  void shouldEndTheDescriptionAtTheFirstBlockTag() {
    DocText text =
        DocTextReader.read(
            """
            /**
             * Opens the harbour,
             *   as {@code
             * @Override} does.
             *
             * A mail goes to a@b.c now.
             * @param x a {@link Ship}. At anchor,
             *   or not
             * @see #nothing of this
             * @return the &lt;mail&gt;
             * @since 7
             */""");

    assertThat(text)
        .isEqualTo(
            new DocText(
                "Opens the harbour, as @Override does.",
                "A mail goes to a@b.c now.",
                "x a Ship. At anchor, or not the <mail>",
                false));
  }

  @Test
  void shouldSayThatTextIsInherited() {
    assertThat(DocTextReader.read("/** {@inheritDoc} More. */").inherited()).isTrue();
  }

  @Test
  void shouldReadAnEmptyComment() {
    assertThat(DocTextReader.read("/** @since 1 */")).isEqualTo(new DocText("", "", "", false));
  }

  @Property(seed = "7")
  void shouldReadAnyText(@ForAll @StringLength(max = 60) String text) {
    DocText read = DocTextReader.read("/** " + text + " */");

    assertThat(read.summary()).doesNotContain("\n").isEqualTo(read.summary().strip());
    assertThat(read.body()).doesNotContain("\n").isEqualTo(read.body().strip());
  }
}
