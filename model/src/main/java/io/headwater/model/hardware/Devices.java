package io.headwater.model.hardware;

import ai.djl.Device;
import ai.djl.engine.Engine;
import io.headwater.schemas.config.Matching;
import java.util.function.IntSupplier;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/** Devices by the names that configuration gives them. */
public final class Devices {
  /** The first GPU the engine sees, else the CPU. */
  public static final String AUTO = "auto";

  /** Allows the names a device may have; whether it is there is another question. */
  public static final ConfigDef.Validator NAMES =
      new Matching("auto|cpu|gpu(:[0-9]{1,3})?", "auto, cpu, gpu, or gpu: and a number from 0");

  private static final String CPU = "cpu";
  private static final String GPU = "gpu";

  private Devices() {}

  /**
   * Returns the device of a name; starts the engine unless it is the CPU's.
   *
   * @param key key whose value the name is
   * @param name a name that {@link #NAMES} allows
   * @throws ConfigException if there is no such device here, in one sentence
   */
  public static Device named(String key, String name) {
    return named(key, name, () -> Engine.getInstance().getGpuCount());
  }

  static Device named(String key, String name, IntSupplier gpus) {
    if (name.equals(CPU)) {
      return Device.cpu();
    }
    int count = gpus.getAsInt();
    if (name.equals(AUTO)) {
      return count > 0 ? Device.gpu(0) : Device.cpu();
    }
    int index = name.equals(GPU) ? 0 : Integer.parseInt(name.substring(GPU.length() + 1));
    if (index >= count) {
      throw new ConfigException("%s is %s but must be %s".formatted(key, name, present(count)));
    }
    return Device.gpu(index);
  }

  private static String present(int count) {
    return switch (count) {
      case 0 -> "auto or cpu: the engine sees no GPU here";
      case 1 -> "auto, cpu or gpu:0: the engine sees one GPU here";
      default ->
          "auto, cpu, or gpu:0 to gpu:%d: the engine sees %d GPUs here".formatted(count - 1, count);
    };
  }

  /** Returns the name of a device, which is never {@code auto}. */
  public static String nameOf(Device device) {
    return device.isGpu() ? GPU + ":" + device.getDeviceId() : CPU;
  }
}
