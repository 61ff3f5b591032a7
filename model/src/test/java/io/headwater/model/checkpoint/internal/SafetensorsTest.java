package io.headwater.model.checkpoint.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.headwater.model.checkpoint.CorruptCheckpointException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsTest {
  @TempDir Path folder;
  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void shouldReadBackEveryTypeAndShapeExactly() throws IOException {
    NDList written =
        new NDList(
            named(
                "matrix",
                manager.create(new float[] {1, -0.0f, Float.NaN, 3e-42f, 5, 6}).reshape(2, 3)),
            named("long", manager.create(new long[] {Long.MIN_VALUE, 1})),
            named("scalar", manager.create(2.5f)),
            named("int", manager.create(new int[] {7})),
            named("double", manager.create(new double[] {0.1})),
            named("half", manager.create(new float[] {0.5f, 2}).toType(DataType.FLOAT16, true)),
            named("flag", manager.create(new boolean[] {true, false, true})),
            named("byte", manager.create(new byte[] {-1})),
            named("nothing", manager.create(new Shape(0, 4), DataType.FLOAT32)));
    Path file = folder.resolve("a.safetensors");

    Safetensors.write(file, written);
    NDList read = Safetensors.read(manager, file);

    assertThat(read).hasSameSizeAs(written);
    for (NDArray array : written) {
      NDArray same = read.get(array.getName());
      assertThat(same.getShape()).isEqualTo(array.getShape());
      assertThat(same.getDataType()).isEqualTo(array.getDataType());
      assertThat(same.toByteArray()).isEqualTo(array.toByteArray());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 40, 64, 1000})
  void shouldGiveTheSameInPartsAsAtOnce(long mostBytes) throws IOException {
    NDList arrays =
        new NDList(
            named("matrix", manager.arange(77f).reshape(11, 7)),
            named("vector", manager.arange(33f)),
            named("half", manager.arange(24f).toType(DataType.FLOAT16, true).reshape(4, 3, 2)),
            named("scalar", manager.create(2.5f)));
    Path whole = folder.resolve("whole");
    Path parts = folder.resolve("parts");
    Safetensors.write(whole, arrays);
    Safetensors.write(parts, arrays, mostBytes);

    assertThat(parts).hasSameBinaryContentAs(whole);
    try (SafetensorsReader reader = SafetensorsReader.open(parts)) {
      for (NDArray array : arrays) {
        NDArray same = reader.read(manager, array.getName(), mostBytes);
        assertThat(same.getShape()).isEqualTo(array.getShape());
        assertThat(same.toByteArray()).isEqualTo(array.toByteArray());
      }
    }
  }

  @Test
  void shouldWriteEqualBytesForEqualArraysInAnyOrder() throws IOException {
    NDArray a = named("a", manager.create(new float[] {1, 2}));
    NDArray b = named("b", manager.create(new long[] {3}));
    Safetensors.write(folder.resolve("ab"), new NDList(a, b));
    Safetensors.write(folder.resolve("ba"), new NDList(b, a));

    assertThat(folder.resolve("ab")).hasSameBinaryContentAs(folder.resolve("ba"));
  }

  @Test
  void shouldMarkTheFileAsTransformersAsks() throws IOException {
    Path file = folder.resolve("a");
    Safetensors.write(file, new NDList(named("x", manager.create(1f))));

    byte[] bytes = Files.readAllBytes(file);
    int header = (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    assertThat(header % 8).isZero();
    assertThat(new String(bytes, 8, header, StandardCharsets.UTF_8).strip())
        .isEqualTo(
            "{\"__metadata__\":{\"format\":\"pt\"},"
                + "\"x\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]}}");
  }

  @Test
  void shouldReadBfloat16AsExactFloats() throws IOException {
    // 1.0 and -2.5 in bfloat16 are the upper halves of their float32 forms.
    byte[] data = {(byte) 0x80, 0x3f, 0x20, (byte) 0xc0};
    Path file = raw("{\"x\":{\"dtype\":\"BF16\",\"shape\":[2],\"data_offsets\":[0,4]}}", data);

    try (SafetensorsReader reader = SafetensorsReader.open(file)) {
      assertThat(reader.read(manager, "x", 2).toFloatArray()).containsExactly(1f, -2.5f);
    }
    assertThat(Safetensors.read(manager, file).get("x").toFloatArray())
        .containsExactly(1.0f, -2.5f);
  }

  @Test
  void shouldRefuseEveryTruncation() throws IOException {
    Path file = folder.resolve("a");
    Safetensors.write(file, new NDList(named("x", manager.create(new float[] {1, 2, 3}))));
    byte[] bytes = Files.readAllBytes(file);

    for (int length = 0; length < bytes.length; length++) {
      Files.write(file, Arrays.copyOf(bytes, length));
      assertThatExceptionOfType(CorruptCheckpointException.class)
          .as("%d bytes", length)
          .isThrownBy(() -> Safetensors.read(manager, file))
          .withMessageStartingWith("a: ");
    }
  }

  @Test
  void shouldSurviveAnyDamageToTheHeader() throws IOException {
    Path file = folder.resolve("a");
    Safetensors.write(
        file,
        new NDList(
            named("x", manager.create(new float[] {1, 2, 3, 4}).reshape(2, 2)),
            named("y", manager.create(new long[] {1}))));
    byte[] bytes = Files.readAllBytes(file);
    Random random = new Random(5);
    int refused = 0;
    for (int i = 0; i < 2000; i++) {
      byte[] damaged = bytes.clone();
      damaged[random.nextInt(bytes.length - 24)] = (byte) random.nextInt(256);
      Files.write(file, damaged);
      try {
        Safetensors.read(manager, file).close();
      } catch (CorruptCheckpointException e) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(1000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "null",
        "{\"x\":1}",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}",
        "{\"x\":{\"dtype\":\"F31\",\"shape\":[1],\"data_offsets\":[0,4]}}",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[1.0],\"data_offsets\":[0,4]}}",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[\"1\"],\"data_offsets\":[0,4]}}",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":1,\"data_offsets\":[0,4]}}",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,4]}}",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[4000000000],\"data_offsets\":[0,16000000000]}}",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0]}}",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
            + "\"y\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
      })
  void shouldRefuseHeadersThatContradictThemselvesOrTheFile(String header) throws IOException {
    Path file = raw(header, new byte[4]);

    assertThatExceptionOfType(CorruptCheckpointException.class)
        .isThrownBy(() -> Safetensors.read(manager, file))
        .withMessageStartingWith("raw.safetensors: ");
  }

  @Test
  void shouldRefuseToWriteWhatCouldNotBeFoundAgain() {
    NDArray a = named("a", manager.create(1f));
    NDArray twice = named("a", manager.create(2f));
    for (NDList arrays : List.of(new NDList(a, twice), new NDList(manager.create(1f)))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Safetensors.write(folder.resolve("x"), arrays))
          .withMessageContaining("missing or occurs twice");
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void shouldLeaveNothingBehindInTheManager() throws IOException {
    Path file = folder.resolve("a");
    Safetensors.write(file, new NDList(named("x", manager.create(1f))));
    int before = manager.getManagedArrays().size();

    NDList read = Safetensors.read(manager, file);
    assertThat(manager.getManagedArrays()).hasSize(before + 1);
    read.close();
    assertThat(manager.getManagedArrays()).hasSize(before);
  }

  private static NDArray named(String name, NDArray array) {
    array.setName(name);
    return array;
  }

  private Path raw(String header, byte[] data) throws IOException {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + text.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(text.length).put(text).put(data);
    return Files.write(folder.resolve("raw.safetensors"), bytes.array());
  }
}
