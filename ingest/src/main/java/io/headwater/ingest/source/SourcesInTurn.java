package io.headwater.ingest.source;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The rows of several sources, one source after the other.
 *
 * @param sources at least one source, by the name that locations of its rows get
 */
public record SourcesInTurn(List<Map.Entry<String, RowSource>> sources) implements RowSource {

  /** Keeps the list as it is now. */
  public SourcesInTurn {
    sources = List.copyOf(sources);
  }

  @Override
  public Rows open() throws IOException {
    return new InTurn(sources);
  }

  /** Returns the fields that the rows of all sources have. */
  @Override
  public List<String> fields() throws IOException {
    List<String> fields = new ArrayList<>(sources.get(0).getValue().fields());
    for (Map.Entry<String, RowSource> source : sources) {
      fields.retainAll(source.getValue().fields());
    }
    return fields;
  }

  /** Returns the columns of the first source. */
  @Override
  public List<String> columns() throws IOException {
    return sources.get(0).getValue().columns();
  }

  @Override
  public boolean repeatable() {
    return sources.stream().allMatch(source -> source.getValue().repeatable());
  }

  /** Opens each source once the one before it has ended. */
  private static final class InTurn implements Rows {
    private final List<Map.Entry<String, RowSource>> sources;
    private volatile int at;
    private volatile Rows current;

    InTurn(List<Map.Entry<String, RowSource>> sources) throws IOException {
      this.sources = sources;
      this.current = sources.get(0).getValue().open();
    }

    @Override
    public Optional<Row> next() throws IOException {
      Optional<Row> row = current.next();
      while (row.isEmpty() && at + 1 < sources.size()) {
        current.close();
        int next = at + 1;
        current = sources.get(next).getValue().open();
        at = next;
        row = current.next();
      }
      return row.map(one -> named(one, sources.get(at).getKey()));
    }

    /** Adds the source's name to the location of a row that has none. */
    private static Row named(Row row, String source) {
      if (!row.location().within().isEmpty()) {
        return row;
      }
      RowLocation location =
          new RowLocation(row.location().unit(), row.location().number(), source);
      return row instanceof Row.Read read
          ? new Row.Read(location, read.fields())
          : new Row.Unreadable(
              location, ((Row.Unreadable) row).rejection(), ((Row.Unreadable) row).excerpt());
    }

    /** Counts every source as equally long. */
    @Override
    public OptionalDouble share() {
      return OptionalDouble.of((at + current.share().orElse(0)) / sources.size());
    }

    @Override
    public void close() throws IOException {
      current.close();
    }
  }
}
