package io.headwater.cli.tokenizer;

import io.headwater.cli.service.ServiceOptions;
import io.headwater.cli.terminal.FailureReport;
import io.headwater.cli.terminal.Progress;
import io.headwater.ingest.corpus.ReservoirSample;
import io.headwater.ingest.corpus.TextFiles;
import io.headwater.ingest.corpus.TopicTexts;
import io.headwater.ingest.corpus.Utf8Lines;
import io.headwater.ingest.corpus.Vocabulary;
import io.headwater.ingest.demo.DemoText;
import io.headwater.model.tokenizer.BpeTrainer;
import io.headwater.model.tokenizer.Tokenizer;
import io.headwater.model.tokenizer.Tokenizers;
import io.headwater.service.config.ServiceConfig;
import io.headwater.service.terminal.Table;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code headwater tokenizer}. */
@Command(
    name = "tokenizer",
    mixinStandardHelpOptions = true,
    description = "Makes a tokenizer for a new model, or shows one.",
    subcommands = {TokenizerCommand.Train.class, TokenizerCommand.Show.class})
public final class TokenizerCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Name a subcommand: train or show");
  }

  /** {@code headwater tokenizer train}. */
  @Command(
      name = "train",
      mixinStandardHelpOptions = true,
      description = {
        "Learns a byte-level BPE vocabulary, with special and task tokens reserved, and writes it"
            + " as a tokenizer.json that Hugging Face's libraries read too."
      })
  static final class Train implements Callable<Integer> {
    @Mixin private ServiceOptions options;

    @ArgGroup(exclusive = true, multiplicity = "1")
    private Source source;

    @Option(
        names = "--records",
        paramLabel = "N",
        defaultValue = "100000",
        description = "How many examples of the task to read (default: ${DEFAULT-VALUE}).")
    private long records;

    @Option(
        names = "--vocabulary",
        paramLabel = "N",
        defaultValue = "8192",
        description = "Greatest number of tokens (default: ${DEFAULT-VALUE}).")
    private int vocabulary;

    @Option(
        names = "--max-bytes",
        paramLabel = "N",
        description = "Reads no more text than about this much.")
    private Optional<Long> maxBytes = Optional.empty();

    @Option(
        names = "--out",
        paramLabel = "FILE",
        defaultValue = "tokenizer.json",
        description = "File to write (default: ${DEFAULT-VALUE}).")
    private Path out;

    @Option(names = "--force", description = "Writes over a file of that name.")
    private boolean force;

    @Spec private CommandSpec spec;

    /** Where the text comes from. */
    static final class Source {
      @Option(
          names = "--files",
          arity = "1..*",
          paramLabel = "GLOB",
          description = "Text files in UTF-8, a document a line, .gz too; patterns are allowed.")
      private List<String> files = List.of();

      @Option(
          names = "--task",
          paramLabel = "NAME",
          description = "A task whose first examples on its topic are the text.")
      private Optional<String> task = Optional.empty();

      @Option(names = "--demo", description = "The demo's text, which ingest --demo sends.")
      private boolean demo;
    }

    @Override
    public Integer call() throws IOException {
      if (!force && Files.exists(out, LinkOption.NOFOLLOW_LINKS)) {
        throw wrong("--out is " + out + ", which exists; --force writes over it");
      }
      if (records < 1 || maxBytes.orElse(1L) < 1) {
        throw wrong("--records and --max-bytes must be at least 1");
      }
      BpeTrainer trainer;
      try {
        trainer = new BpeTrainer(vocabulary);
      } catch (IllegalArgumentException e) {
        throw wrong("--vocabulary: " + e.getMessage());
      }
      PrintWriter err = spec.commandLine().getErr();
      BpeTrainer.Session session = trainer.begin();
      ReservoirSample sample = new ReservoirSample(session::add, maxBytes.orElse(Long.MAX_VALUE));
      Progress progress = new Progress(err);
      read(sample, progress);
      if (sample.texts() == 0) {
        throw new IOException("there is no text to learn from");
      }
      progress.say(() -> read(sample) + "; learning merges");
      byte[] json =
          session.finish(
              size ->
                  progress.sayNowAndThen(() -> "%,d tokens of %,d".formatted(size, vocabulary)));
      write(json);
      report(json, sample);
      return 0;
    }

    private void read(ReservoirSample sample, Progress progress) throws IOException {
      if (source.demo) {
        DemoText.all(0).texts(maxBytes.orElse(Long.MAX_VALUE)).forEach(sample);
        return;
      }
      try {
        if (source.task.isPresent()) {
          ServiceConfig config = options.common();
          TopicTexts.read(
              config,
              source.task.get(),
              records,
              text -> {
                sample.accept(text);
                progress.sayNowAndThen(() -> read(sample));
              });
          return;
        }
        List<Path> files = new ArrayList<>();
        for (String glob : source.files) {
          files.addAll(TextFiles.matching(glob));
        }
        try (Stream<String> documents = TextFiles.documents(files)) {
          documents
              .takeWhile(text -> !sample.isFull())
              .forEach(
                  text -> {
                    sample.accept(text);
                    progress.sayNowAndThen(() -> read(sample));
                  });
        }
      } catch (IllegalArgumentException e) {
        throw wrong((source.task.isPresent() ? "--task: " : "--files: ") + e.getMessage());
      }
    }

    private static String read(ReservoirSample sample) {
      return String.format(
          Locale.ROOT, "%,d texts, %.1f MB read", sample.texts(), sample.bytes() / 1e6);
    }

    private void write(byte[] json) throws IOException {
      Path parent = Files.createDirectories(out.toAbsolutePath().normalize().getParent());
      Path temporary = parent.resolve("." + out.getFileName() + "~");
      Files.write(temporary, json);
      Files.move(temporary, out, StandardCopyOption.REPLACE_EXISTING);
    }

    private void report(byte[] json, ReservoirSample sample) {
      try (Tokenizer tokenizer = Tokenizers.load(json)) {
        long tokens = 0;
        long bytes = 0;
        for (String text : sample.sample()) {
          tokens += tokenizer.encode(text, Integer.MAX_VALUE).length;
          bytes += ReservoirSample.bytesOf(text);
        }
        PrintWriter to = spec.commandLine().getOut();
        to.printf(
            Locale.ROOT,
            "%s: %,d tokens from %,d texts (%.1f MB)%s%n",
            out,
            tokenizer.vocabularySize(),
            sample.texts(),
            sample.bytes() / 1e6,
            tokens == 0
                ? ""
                : String.format(
                    Locale.ROOT,
                    ", %.2f bytes a token on a sample of %,d",
                    (double) bytes / tokens,
                    sample.sample().size()));
        if (tokenizer.vocabularySize() < vocabulary) {
          to.printf(
              Locale.ROOT,
              "That is less than --vocabulary %,d: no further pair of tokens occurs twice.%n",
              vocabulary);
        }
        to.flush();
      }
    }

    private ParameterException wrong(String sentence) {
      return new ParameterException(spec.commandLine(), sentence);
    }
  }

  /** {@code headwater tokenizer show}. */
  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Shows what a tokenizer is, and how it cuts a text.")
  static final class Show implements Callable<Integer> {
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
        description = "Shows the ids alone, a line for each line of standard input.")
    private boolean ids;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
      if (ids && text.isPresent()) {
        throw new ParameterException(
            spec.commandLine(), "--ids reads standard input and cannot stand beside --text");
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

    /** Returns the first few and the last of what may be many. */
    private static String ends(List<String> tokens) {
      return tokens.size() <= SHOWN
          ? String.join(" ", tokens)
          : String.join(" ", tokens.subList(0, SHOWN - 1))
              + " ... "
              + tokens.get(tokens.size() - 1);
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
}
