package dev.numaflow.isbsvc.servers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Assigns every server an address of its own within 127.0.0.0/8, so that all of them can use the standard ports. On Linux the
 * whole range is local; on macOS only addresses that were added to its loopback interface.
 */
public final class Loopback {
    /** Client, route and monitoring port, as in a cluster. */
    public static final List<Integer> NATS_PORTS = List.of(4222, 6222, 8222);

    private static final int ATTEMPTS = 50;
    private static final Set<String> GIVEN = ConcurrentHashMap.newKeySet();

    private Loopback() {}

    /** A random address on which the given ports are free now; never returned twice by this JVM. */
    public static String freeAddress(List<Integer> ports) {
        IOException refusal = null;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            String address = random();
            try {
                requireFree(address, ports);
                if (GIVEN.add(address)) {
                    return address;
                }
            } catch (IOException e) {
                refusal = e;
            }
        }
        throw new IllegalStateException(
                "no address of 127.0.0.0/8 has the ports " + ports + " free (" + refusal
                        + "); a server that listens on all addresses, or an operating system without"
                        + " the whole loopback network, makes that so",
                refusal);
    }

    /** 127.0.y.z is left to other programs. */
    private static String random() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return "127." + random.nextInt(1, 255) + "." + random.nextInt(0, 256) + "." + random.nextInt(1, 255);
    }

    private static void requireFree(String address, List<Integer> ports) throws IOException {
        for (int port : ports) {
            try (ServerSocket socket = new ServerSocket()) {
                socket.setReuseAddress(true);
                socket.bind(new InetSocketAddress(InetAddress.getByName(address), port));
            }
        }
    }
}
