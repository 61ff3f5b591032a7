package io.headwater.model.hardware;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import io.headwater.service.config.PatternValidator;
import io.headwater.service.config.Settings;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds devices by the names that configuration gives them. */
public final class Devices {
  /** The first GPU the engine sees, else the CPU. */
  public static final String AUTO = "auto";

  /** Accepts every name a device may have, whether or not the device is present. */
  public static final PatternValidator NAMES =
      new PatternValidator(
          "auto|cpu|gpu(:[0-9]{1,3})?", "auto, cpu, gpu, or gpu: and a number from 0");

  private static final String CPU = "cpu";
  private static final String GPU = "gpu";

  private static final Logger LOG = LoggerFactory.getLogger(Devices.class);

  private Devices() {}

  /** Declares the setting of the device that a service computes on, and returns its key. */
  public static String setting(Settings settings, String key) {
    return settings
        .string(key, AUTO, NAMES)
        .doc(
            Importance.MEDIUM,
            "Where the model computes: cpu, gpu:0, gpu:1 and so on; gpu is gpu:0, and auto is gpu:0"
                + " where there is a GPU, else cpu.");
  }

  /**
   * Returns the device with a name; starts the engine.
   *
   * @param key configuration key that holds the name, for messages
   * @param name a name that {@link #NAMES} allows
   * @throws ConfigException if there is no such device here; the message is one sentence
   */
  public static Device named(String key, String name) {
    return named(key, name, () -> Engine.getInstance().getGpuCount(), EngineLibraries.cudaFlavor());
  }

  static Device named(String key, String name, IntSupplier engine, Optional<String> cudaFlavor) {
    int gpus = gpus(key, name, engine, cudaFlavor);
    if (name.equals(CPU)) {
      return Device.cpu();
    }
    if (name.equals(AUTO)) {
      return gpus > 0 ? Device.gpu(0) : Device.cpu();
    }
    int index = name.equals(GPU) ? 0 : Integer.parseInt(name.substring(GPU.length() + 1));
    if (index >= gpus) {
      throw new ConfigException("%s is %s but must be %s".formatted(key, name, present(gpus)));
    }
    return Device.gpu(index);
  }

  /** Returns the number of GPUs; says if CUDA libraries need one, because the engine does not. */
  private static int gpus(
      String key, String name, IntSupplier engine, Optional<String> cudaFlavor) {
    try {
      return engine.getAsInt();
    } catch (EngineException e) {
      if (cudaFlavor.isEmpty()) {
        throw e;
      }
      LOG.debug("The engine does not start", e);
      throw new ConfigException(
          ("%s is %s, but nothing can be computed: the libraries of this build (%s) need a GPU and"
                  + " its driver, and the engine finds none here; the default build needs none")
              .formatted(key, name, cudaFlavor.get()));
    }
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
