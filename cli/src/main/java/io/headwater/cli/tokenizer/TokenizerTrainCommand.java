package io.headwater.cli.tokenizer;

import io.headwater.cli.service.ServiceOptions;
import io.headwater.cli.terminal.Progress;
import io.headwater.ingest.corpus.ReservoirSample;
import io.headwater.ingest.corpus.TextFiles;
import io.headwater.ingest.corpus.TopicTexts;
import io.headwater.ingest.demo.DemoText;
import io.headwater.model.tokenizer.BpeTrainer;
import io.headwater.model.tokenizer.Tokenizer;
import io.headwater.model.tokenizer.Tokenizers;
import io.headwater.service.config.ServiceConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code headwater tokenizer train} command. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    description = {
      "Learns a byte-level BPE vocabulary, with special and task tokens reserved, and writes it"
          + " as a tokenizer.json that Hugging Face's libraries read too."
    })
final class TokenizerTrainCommand implements Callable<Integer> {
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
      description = "Reads about this much text at most.")
  private Optional<Long> maxBytes = Optional.empty();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      defaultValue = "tokenizer.json",
      description = "File to write (default: ${DEFAULT-VALUE}).")
  private Path out;

  @Option(names = "--force", description = "Overwrites a file of that name.")
  private boolean force;

  @Spec private CommandSpec spec;

  /** Options that name the source of the text. */
  static final class Source {
    @Option(
        names = "--files",
        arity = "1..*",
        paramLabel = "GLOB",
        description = "Text files in UTF-8, one document per line, .gz too; patterns are allowed.")
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
      throw wrong("--out is " + out + ", which exists; --force overwrites it");
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
            size -> progress.sayNowAndThen(() -> "%,d tokens of %,d".formatted(size, vocabulary)));
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
                  ", %.2f bytes per token on a sample of %,d",
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
