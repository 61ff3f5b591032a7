package io.headwater.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PortsTest {
  @Test
  void shouldFindAPortAServerCanListenOn() {
    int port = Ports.free();

    assertThat(port).isBetween(1, 65_535);
    assertThatCode(() -> Ports.requireFree(port, "broker")).doesNotThrowAnyException();
  }

  @Test
  void shouldSayWhosePortIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> Ports.requireFree(taken.getLocalPort(), "registry"))
          .isInstanceOf(ClusterException.class)
          .hasMessageStartingWith(
              "registry port " + taken.getLocalPort() + " on 127.0.0.1 must be free but is not: ");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 65_536})
  void shouldRefuseWhatIsNoPort(int port) {
    assertThatThrownBy(() -> Ports.requireFree(port, "broker"))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("broker port " + port);
  }
}
