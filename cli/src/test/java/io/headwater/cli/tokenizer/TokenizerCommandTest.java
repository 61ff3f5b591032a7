package io.headwater.cli.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.cli.Headwater;
import io.headwater.model.tokenizer.SpecialTokens;
import io.headwater.model.tokenizer.Tokenizer;
import io.headwater.model.tokenizer.Tokenizers;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class TokenizerCommandTest {
  private static final String TEXT = "the login page is down, the page is up\n".repeat(20);

  @TempDir private Path folder;
  private Path text;
  private Path file;
  private final StringWriter out = new StringWriter();
  private final StringWriter errors = new StringWriter();

  @BeforeEach
  void write() throws IOException {
    text = Files.writeString(folder.resolve("text.txt"), TEXT);
    file = folder.resolve("made/tokenizer.json");
  }

  private int run(String... arguments) {
    CommandLine command = Headwater.commandLine();
    command.setOut(new PrintWriter(out));
    command.setErr(new PrintWriter(errors));
    return command.execute(
        Stream.concat(Stream.of("tokenizer"), Stream.of(arguments)).toArray(String[]::new));
  }

  private int train(String... more) {
    return run(
        Stream.concat(
                Stream.of("train", "--files", text.toString(), "--out", file.toString()),
                Stream.of(more))
            .toArray(String[]::new));
  }

  @Test
  void shouldWriteAVocabularyWithReservedTokensAndSayHowWellItFits() throws IOException {
    assertThat(train("--vocabulary", "340")).isZero();

    try (Tokenizer tokenizer = Tokenizers.load(file)) {
      assertThat(tokenizer.vocabularySize()).isEqualTo(340);
      assertThat(tokenizer.idOf(SpecialTokens.task(63))).isEqualTo(65);
    }
    assertThat(out.toString()).contains("340 tokens from 20 texts", "bytes per token on a sample");
    assertThat(errors.toString()).contains("20 texts").contains("learning merges");
    assertThat(file.getParent()).isDirectoryNotContaining(child -> !child.equals(file));
  }

  @Test
  void shouldLearnFromTheDemosText() throws IOException {
    String[] arguments = {"--vocabulary", "600", "--max-bytes", "50000", "--out", file.toString()};

    assertThat(
            run(
                Stream.concat(Stream.of("train", "--demo"), Stream.of(arguments))
                    .toArray(String[]::new)))
        .isZero();

    try (Tokenizer tokenizer = Tokenizers.load(file)) {
      assertThat(tokenizer.vocabularySize()).isEqualTo(600);
      assertThat(tokenizer.encode(" returns the", 10)).hasSizeLessThan(5);
    }
  }

  @Test
  void shouldSayWhereTheVocabularyStaysSmaller() {
    assertThat(train("--vocabulary", "8192")).isZero();

    assertThat(out.toString()).contains("That is less than --vocabulary 8,192");
  }

  @Test
  void shouldWriteOverAFileOnlyWhereTold() throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "mine");

    assertThat(train()).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(errors.toString()).contains("--out is " + file).contains("--force");
    assertThat(file).hasContent("mine");
    assertThat(train("--force")).isZero();
    assertThat(Files.size(file)).isGreaterThan(1_000);
  }

  @ParameterizedTest
  @CsvSource({
    "--vocabulary 100, vocabulary size is 100 but must be at least 322",
    "--max-bytes 0, --records and --max-bytes must be at least 1",
    "--task mail, mutually exclusive"
  })
  void shouldRefuseWhatCannotBe(String more, String sentence) {
    assertThat(train(more.split(" "))).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(errors.toString()).contains(sentence).doesNotContain("\tat ");
    assertThat(file).doesNotExist();
  }

  @Test
  void shouldNotMakeAVocabularyOfNothing() throws IOException {
    Files.writeString(text, "\n\n");

    assertThat(train()).isEqualTo(CommandLine.ExitCode.SOFTWARE);
    assertThat(errors.toString()).contains("there is no text to learn from");
    assertThat(file).doesNotExist();
  }

  @Test
  void shouldShowWhatATokenizerIsAndHowItCutsAText() {
    train("--vocabulary", "340");
    assertThat(run("show", file.toString(), "--text", "the <|end|>")).isZero();

    String[] lines = out.toString().split("\\R");
    assertThat(lines)
        .contains("type       BPE", "tokens     340")
        .anyMatch(line -> line.startsWith("special    66: <|pad|> <|end|> <|task:0|>"))
        .anyMatch(line -> line.matches("the +[0-9]+"));
    assertThat(lines[lines.length - 1]).as("spelled out, not the special token").startsWith(">");
  }

  @Test
  void shouldNameAFileThatIsNoTokenizer() {
    assertThat(run("show", text.toString())).isEqualTo(CommandLine.ExitCode.USAGE);

    assertThat(errors.toString()).contains("FILE is " + text).contains("is not JSON");
  }
}
