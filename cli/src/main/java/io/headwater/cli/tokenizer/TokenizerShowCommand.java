package io.headwater.cli.tokenizer;

import io.headwater.cli.terminal.FailureReport;
import io.headwater.ingest.corpus.ReservoirSample;
import io.headwater.ingest.corpus.Utf8Lines;
import io.headwater.ingest.corpus.Vocabulary;
import io.headwater.model.tokenizer.Tokenizer;
import io.headwater.model.tokenizer.Tokenizers;
import io.headwater.service.terminal.Table;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The {@code headwater tokenizer show} command. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = "Shows what a tokenizer is, and how it cuts a text.")
final class TokenizerShowCommand implements Callable<Integer> {
  private static final int SHOWN = 6;

  @Parameters(paramLabel = "FILE", description = "A tokenizer.json, or a folder that holds one.")
  private Path file;

  @Option(
      names = "--text",
      paramLabel = "TEXT",
      description = "A text to show the tokens of; - reads it from standard input.")
  private Optional<String> text = Optional.empty();

  @Option(
      names = "--ids",
      description = "Shows only the ids, one line for each line of standard input.")
  private boolean ids;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (ids && text.isPresent()) {
      throw new ParameterException(
          spec.commandLine(), "--ids reads standard input and cannot be combined with --text");
    }
    PrintWriter out = spec.commandLine().getOut();
    try (Tokenizer tokenizer = load()) {
      if (ids) {
        new Utf8Lines(System.in)
            .forEachRemaining(
                line ->
                    out.println(
                        Arrays.stream(tokenizer.encode(line, Integer.MAX_VALUE))
                            .mapToObj(Integer::toString)
                            .collect(Collectors.joining(" "))));
      } else {
        show(tokenizer, out);
      }
    }
    out.flush();
    return 0;
  }

  private Tokenizer load() {
    try {
      return Tokenizers.load(file);
    } catch (IOException | IllegalArgumentException e) {
      throw new ParameterException(
          spec.commandLine(),
          "FILE is "
              + file
              + " but must be a tokenizer.json that can be read: "
              + (e instanceof IOException ? FailureReport.sentence(e) : e.getMessage()));
    }
  }

  /** Returns the first few tokens and the last one, if there are many. */
  private static String ends(List<String> tokens) {
    return tokens.size() <= SHOWN
        ? String.join(" ", tokens)
        : String.join(" ", tokens.subList(0, SHOWN - 1)) + " ... " + tokens.get(tokens.size() - 1);
  }

  private void show(Tokenizer tokenizer, PrintWriter out) throws IOException {
    Vocabulary vocabulary = Vocabulary.of(tokenizer.json());
    out.println("type       " + vocabulary.type());
    out.printf(Locale.ROOT, "tokens     %,d%n", tokenizer.vocabularySize());
    out.printf(
        Locale.ROOT,
        "special    %,d: %s%n",
        vocabulary.special().size(),
        ends(vocabulary.special()));
    if (text.isEmpty()) {
      return;
    }
    String shown =
        text.get().equals("-")
            ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
            : text.get();
    int[] encoded = tokenizer.encode(shown, Integer.MAX_VALUE);
    out.printf(
        Locale.ROOT,
        "text       %,d bytes, %,d tokens%n%n",
        ReservoirSample.bytesOf(shown),
        encoded.length);
    Table table = new Table("token", "id");
    for (int id : encoded) {
      table.row(vocabulary.tokens().getOrDefault(id, ""), Integer.toString(id));
    }
    out.println(table);
  }
}
