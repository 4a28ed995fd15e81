package dev.holdfast.cli.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/// Hands out TCP ports of the loopback interface, each once. A port was free when it was handed out; nothing
/// reserves it.
public final class Ports {
    /// Below the range from which systems take the ports of outgoing connections: there a client that waits for a
    /// killed server to come back can be given the very port it dials, and so keep the server from binding it.
    private static final int LOWEST = 20_000;

    private static final int HIGHEST = 32_000;
    private static final int ATTEMPTS = 200;

    private final Set<Integer> given = new HashSet<>();
    private final int base;

    private Ports(int base) {
        this.base = base;
    }

    /// Any free ports.
    public static Ports anyFree() {
        return new Ports(0);
    }

    /// The ports `base`, `base + 1`, and so on.
    public static Ports from(int base) {
        if (base < 1 || base > 65_000) {
            throw new IllegalArgumentException("a port base lies between 1 and 65000, not at " + base);
        }
        return new Ports(base);
    }

    /// @throws CannotStart if the next port in order is taken, or if no free port was found
    public synchronized int next() throws CannotStart {
        return base == 0 ? free() : inOrder();
    }

    private int inOrder() throws CannotStart {
        int port = base + given.size();
        given.add(port);
        if (!isFree(port)) {
            throw new CannotStart("port " + port + " is taken; choose another --port-base, or none");
        }
        return port;
    }

    private int free() throws CannotStart {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
            if (isFree(port) && given.add(port)) {
                return port;
            }
        }
        throw new CannotStart("no free port between " + LOWEST + " and " + HIGHEST);
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            // As servers do: the remains of closed connections are no obstacle.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
