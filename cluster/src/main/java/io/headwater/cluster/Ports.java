package io.headwater.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Ports of the loopback address. */
final class Ports {
  static final String HOST = "127.0.0.1";

  private Ports() {}

  /** Returns a port that was free a moment ago. */
  static int free() {
    return bind(0, "a");
  }

  /**
   * Checks that a server could listen on a port.
   *
   * @param what name of the server for the message
   * @throws ClusterException if the port is taken or cannot be used
   */
  static void requireFree(int port, String what) {
    bind(port, what);
  }

  private static int bind(int port, String what) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return socket.getLocalPort();
    } catch (IOException | IllegalArgumentException e) {
      throw new ClusterException(
          what + " port " + port + " on " + HOST + " must be free but is not: " + e.getMessage(),
          e);
    }
  }
}
