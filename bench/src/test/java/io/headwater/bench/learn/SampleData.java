package io.headwater.bench.learn;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A few rows in the format of each public data set, written for the tests. */
public final class SampleData {
  private static final String STSB =
      "index\tgenre\tfilename\tyear\told_index\tsource1\tsource2\tsentence1\tsentence2\tscore\n";
  private static final String MRPC = "\ufeffQuality\t#1 ID\t#2 ID\t#1 String\t#2 String\n";

  private SampleData() {}

  /** Returns as many lines, each with its number in the place of {@code %d}. */
  static String numbered(String line, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> String.format(Locale.ROOT, line, i))
        .collect(Collectors.joining());
  }

  /** Writes all of them, uncompressed. */
  public static void writeTo(Path folder) throws IOException {
    write(
        folder,
        "SST-2/sentiment-train",
        numbered("film %d is a joy \t1\n", 30) + numbered("film %d is dull \t0\n", 30));
    write(
        folder,
        "SST-2/sentiment-test",
        "uneasy mishmash of styles and genres . \t0\na joy to watch \t1\n");
    write(
        folder,
        "AGNews-alps/dev.tsv",
        numbered("It #39;s over for team %d \"now\"\tSports\n", 30)
            + numbered("Chip number %d is out\tSci/Tech\n", 30));
    write(
        folder,
        "AGNews-alps/test.tsv",
        "Unions are 'disappointed' after talks\tBusiness\nA truce\tWorld\n");
    write(
        folder,
        "TREC/train_5500.label",
        numbered("NUM:dist How far is it to %d ?\n", 30)
            + numbered("DESC:manner How did %d develop ?\n", 30));
    Files.createDirectories(folder.resolve("TREC"));
    Files.write(
        folder.resolve("TREC/TREC_10.label"),
        "HUM:desc Who was Ren\u00e9 , \"the\" man ?\nLOC:city What county is it in ?\n"
            .getBytes(StandardCharsets.ISO_8859_1));
    write(
        folder,
        "emotion/train.txt",
        "text;label_name\n" + numbered("i feel %d times better;joy\n", 40));
    write(
        folder,
        "emotion/test.txt",
        "text;label_name\nim updating my blog;sadness\ni love it;love\n");
    write(
        folder,
        "STS-B/train.tsv",
        STSB + numbered("%1$d\tg\tf\t2012\t0001\tn\tn\tPlane %1$d.\tA plane.\t4.250\n", 40));
    write(
        folder,
        "STS-B/dev.tsv",
        STSB
            + "0\tg\tf\t2012\t0\tn\tn\tA man with a hard hat.\tA man.\t3.800\n"
            + "1\tg\tf\t2012\t0\tn\tn\tA dog.\tA cat.\t1.000\n");
    write(
        folder,
        "MRPC/msr_paraphrase_train.txt",
        MRPC
            + numbered("%1$d\t1\t2\tShe sold %1$d.\tShe \"sold\" it.\n", 2)
            + numbered("1\t1\t2\tHe sold %d.\tHe \"sold\" it.\n", 40));
    write(
        folder,
        "MRPC/msr_paraphrase_test.txt",
        MRPC + "1\t1\t2\tHe called him \"the witness\".\tReferring to him.\n");
    write(
        folder,
        "SciTLDR-A/train.jsonl",
        numbered("{\"source\": [\"Part %d.\", \"More.\"], \"target\": [\"A gist.\"]}\n", 40));
    write(
        folder,
        "SciTLDR-A/test.jsonl",
        "{\"source\": [\"First sentence.\", \"Second one.\"], \"title\": \"T\","
            + " \"target\": [\"The gist.\", \"The gist again.\"]}\n");
  }

  private static void write(Path folder, String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text, StandardCharsets.UTF_8);
  }
}
