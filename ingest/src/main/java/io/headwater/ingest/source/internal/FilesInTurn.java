package io.headwater.ingest.source.internal;

import io.headwater.ingest.source.Row;
import io.headwater.ingest.source.Rows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicInteger;

/** Reads the rows of several files, one file after the other. */
public final class FilesInTurn implements Rows {
  private final List<Path> files;
  private final Opener opener;
  private final long[] sizes;
  private final long total;
  private final AtomicInteger at = new AtomicInteger();
  private volatile Rows current;
  private String reached = "its start";

  /** Opens one of the files. */
  @FunctionalInterface
  public interface Opener {
    /**
     * Returns the file's rows.
     *
     * @param name what locations call the file; empty if there is only one
     */
    Rows open(Path file, String name) throws IOException;
  }

  /**
   * Opens the first file.
   *
   * @param files at least one
   */
  public FilesInTurn(List<Path> files, Opener opener) throws IOException {
    this.files = files;
    this.opener = opener;
    this.sizes = new long[files.size()];
    long sum = 0;
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = Files.size(files.get(i));
      sum += sizes[i];
    }
    this.total = sum;
    this.current = open();
  }

  /** Finds the columns of a file. */
  @FunctionalInterface
  public interface Columns {
    /** Returns the names of the file's columns, in order. */
    List<String> of(Path file) throws IOException;
  }

  /**
   * Returns the columns that all files have.
   *
   * @throws IOException if a file cannot be read, or has other columns than the first
   */
  public static List<String> sameColumns(List<Path> files, Columns columns) throws IOException {
    List<String> first = columns.of(files.get(0));
    for (Path file : files.subList(1, files.size())) {
      List<String> other = columns.of(file);
      if (!other.equals(first)) {
        throw new IOException(
            "columns of "
                + file
                + " are "
                + other
                + " but must be those of "
                + files.get(0)
                + ", "
                + first);
      }
    }
    return first;
  }

  private Rows open() throws IOException {
    Path file = files.get(at.get());
    return opener.open(file, files.size() == 1 ? "" : file.toString());
  }

  @Override
  public Optional<Row> next() throws IOException {
    Optional<Row> row = next(current);
    while (row.isEmpty() && at.get() + 1 < files.size()) {
      current.close();
      at.incrementAndGet();
      reached = "its start";
      current = open();
      row = next(current);
    }
    return row;
  }

  private Optional<Row> next(Rows rows) throws IOException {
    try {
      Optional<Row> row = rows.next();
      row.ifPresent(one -> reached = one.location().unit() + " " + one.location().number());
      return row;
    } catch (IOException e) {
      throw new IOException(
          "file " + files.get(at.get()) + " cannot be read past " + reached + ": " + e.getMessage(),
          e);
    }
  }

  @Override
  public OptionalDouble share() {
    if (total == 0) {
      return OptionalDouble.empty();
    }
    int now = at.get();
    double read = current.share().orElse(0) * sizes[now];
    for (int i = 0; i < now; i++) {
      read += sizes[i];
    }
    return OptionalDouble.of(read / total);
  }

  @Override
  public void close() throws IOException {
    current.close();
  }
}
