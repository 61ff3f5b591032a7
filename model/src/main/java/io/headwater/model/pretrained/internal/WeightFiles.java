package io.headwater.model.pretrained.internal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.headwater.model.checkpoint.CorruptCheckpointException;
import io.headwater.model.checkpoint.internal.FileDigests;
import io.headwater.model.checkpoint.internal.SafetensorsReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** The weights of a Hugging Face folder: one safetensors file, or several with an index. */
public final class WeightFiles implements AutoCloseable {
  /** Name of a single weights file; messages use it for several files too. */
  public static final String SINGLE = "model.safetensors";

  private static final String INDEX = "model.safetensors.index.json";

  private final Path folder;
  private final SortedMap<String, SafetensorsReader> readers = new TreeMap<>();
  private final Map<String, SafetensorsReader> holders = new HashMap<>();
  private final Map<String, Shape> shapes = new LinkedHashMap<>();

  private WeightFiles(Path folder) {
    this.folder = folder;
  }

  /**
   * Opens the files and reads their headers.
   *
   * @throws CorruptCheckpointException if one is missing or not well-formed, or two have an array
   *     of the same name
   */
  public static WeightFiles open(Path folder) throws IOException {
    WeightFiles files = new WeightFiles(folder);
    try {
      if (Files.exists(folder.resolve(SINGLE))) {
        files.add(SINGLE);
      } else {
        for (String file : indexed(folder)) {
          files.add(file);
        }
      }
      return files;
    } catch (IOException | RuntimeException e) {
      files.close();
      throw e;
    }
  }

  private static Iterable<String> indexed(Path folder) throws IOException {
    Path index = folder.resolve(INDEX);
    if (!Files.isRegularFile(index)) {
      throw new CorruptCheckpointException(
          "neither " + SINGLE + " nor " + INDEX + " exists; weights are read from safetensors");
    }
    LfsPointer.refuse(index);
    JsonNode map;
    try {
      map = new ObjectMapper().readTree(Files.readAllBytes(index)).path("weight_map");
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new CorruptCheckpointException(INDEX + ": not JSON");
    }
    TreeSet<String> names = new TreeSet<>();
    for (JsonNode file : map) {
      String name = file.asText();
      if (!name.endsWith(".safetensors") || name.contains("/") || name.contains("\\")) {
        throw new CorruptCheckpointException(
            INDEX + ": weight_map names " + file + " but must name .safetensors files beside it");
      }
      names.add(name);
    }
    if (names.isEmpty()) {
      throw new CorruptCheckpointException(INDEX + ": weight_map names no files");
    }
    return names;
  }

  private void add(String file) throws IOException {
    Path path = folder.resolve(file);
    if (!Files.isRegularFile(path)) {
      throw new CorruptCheckpointException(file + ": missing");
    }
    LfsPointer.refuse(path);
    SafetensorsReader reader = SafetensorsReader.open(path);
    readers.put(file, reader);
    for (Map.Entry<String, Shape> array : reader.shapes().entrySet()) {
      if (holders.put(array.getKey(), reader) != null) {
        throw new CorruptCheckpointException(
            file + ": " + array.getKey() + " is also in another file");
      }
      shapes.put(array.getKey(), array.getValue());
    }
  }

  /** Returns the shapes of all arrays by their names. */
  public Map<String, Shape> shapes() {
    return new LinkedHashMap<>(shapes);
  }

  /** Reads an array of these files. */
  public NDArray read(String name, NDManager manager) throws IOException {
    return holders.get(name).read(manager, name);
  }

  /** Returns the SHA-256 of each file by its name, as {@code sha256sum} prints it. */
  public SortedMap<String, String> digests() throws IOException {
    SortedMap<String, String> digests = new TreeMap<>();
    for (String file : readers.keySet()) {
      // The folders of a Hugging Face cache contain links.
      digests.put(file, FileDigests.of(folder.resolve(file).toRealPath()).sha256());
    }
    return digests;
  }

  @Override
  public void close() throws IOException {
    for (SafetensorsReader reader : readers.values()) {
      reader.close();
    }
  }
}
