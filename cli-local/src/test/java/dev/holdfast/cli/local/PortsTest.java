package dev.holdfast.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PortsTest {
    @Test
    void no_port_is_given_twice() throws Exception {
        Ports ports = Ports.anyFree();
        Set<Integer> given = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            assertThat(given.add(ports.next())).isTrue();
        }
    }

    @Test
    void a_base_gives_ports_in_order() throws Exception {
        int base = twoFreeNeighbours();
        Ports ports = Ports.from(base);

        assertThat(ports.next()).isEqualTo(base);
        assertThat(ports.next()).isEqualTo(base + 1);
    }

    @Test
    void a_taken_port_is_named() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> Ports.from(taken.getLocalPort()).next())
                    .isInstanceOf(CannotStart.class)
                    .hasMessageContaining("port " + taken.getLocalPort() + " is taken");
        }
    }

    private static int twoFreeNeighbours() throws CannotStart {
        Ports some = Ports.anyFree();
        while (true) {
            int port = some.next();
            try {
                Ports.from(port + 1).next();
                return port;
            } catch (CannotStart neighbourTaken) {
                assertThat(neighbourTaken).hasMessageContaining("taken");
            }
        }
    }
}
