package io.headwater.cli.terminal;

import com.sun.jna.Function;
import com.sun.jna.Platform;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process at once, without clean-up by native libraries.
 *
 * <p>The virtual machine's own exit lets them clean up, and those of the engine crash if one of
 * their threads is still computing.
 */
final class ProcessExit {
  private static final Logger LOG = LoggerFactory.getLogger(ProcessExit.class);

  private final Optional<Function> exit;

  private ProcessExit(Optional<Function> exit) {
    this.exit = exit;
  }

  /** Looks up the C library's {@code _exit}. */
  static ProcessExit find() {
    try {
      return new ProcessExit(Optional.of(Function.getFunction(Platform.C_LIBRARY_NAME, "_exit")));
    } catch (LinkageError | RuntimeException e) {
      LOG.warn("The system's exit cannot be called: {}", e.toString());
      return new ProcessExit(Optional.empty());
    }
  }

  /** Ends the process; returns only if {@code _exit} was not found. */
  void now(int code) {
    exit.ifPresent(function -> function.invokeVoid(new Object[] {code}));
  }
}
