package io.headwater.model.internal.program;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes a TorchScript archive: a zip of four stored entries, which hold one module without
 * parameters and the text of its methods.
 */
final class ProgramArchive {
  private static final String HEADER =
      "class M(Module):\n  __parameters__ = []\n  __buffers__ = []\n  training : bool\n";

  private static final LocalDateTime ANY_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private ProgramArchive() {}

  /**
   * Returns the bytes of an archive.
   *
   * @param methods method definitions of class {@code M}, indented by two spaces
   */
  static byte[] of(String methods) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      store(zip, "m/data.pkl", module());
      store(zip, "m/code/__torch__.py", (HEADER + methods).getBytes(StandardCharsets.UTF_8));
      store(zip, "m/constants.pkl", emptyTuple());
      store(zip, "m/version", "10\n".getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory only
    }
    return bytes.toByteArray();
  }

  /** Pickle of {@code __torch__.M} whose one attribute, {@code training}, is true. */
  private static byte[] module() throws IOException {
    ByteArrayOutputStream pickle = new ByteArrayOutputStream();
    pickle.write(new byte[] {(byte) 0x80, 2}); // protocol 2
    pickle.write("c__torch__\nM\n".getBytes(StandardCharsets.US_ASCII)); // the class
    pickle.write(new byte[] {'q', 0, ')', (byte) 0x81, '}', '('}); // new object, empty dict, mark
    byte[] name = "training".getBytes(StandardCharsets.US_ASCII);
    pickle.write(new byte[] {'X', (byte) name.length, 0, 0, 0});
    pickle.write(name);
    pickle.write(new byte[] {(byte) 0x88, 'u', 'b', '.'}); // true, into the dict, build, stop
    return pickle.toByteArray();
  }

  private static byte[] emptyTuple() {
    return new byte[] {(byte) 0x80, 2, ')', '.'};
  }

  private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
    CRC32 checksum = new CRC32();
    checksum.update(content);
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setTimeLocal(ANY_TIME); // the same bytes whenever they are made
    entry.setSize(content.length);
    entry.setCrc(checksum.getValue());
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }
}
