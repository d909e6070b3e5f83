package dev.numaflow.isbsvc.servers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Finds free ports. */
public final class FreePorts {
    private FreePorts() {}

    /** A port of the loopback address that was free a moment ago. */
    public static int one() throws IOException {
        try (ServerSocket socket = any()) {
            return socket.getLocalPort();
        }
    }

    /** Three different ones, for a control plane. */
    static ControlPlaneFiles.Ports three() throws IOException {
        try (ServerSocket first = any();
                ServerSocket second = any();
                ServerSocket third = any()) {
            return new ControlPlaneFiles.Ports(first.getLocalPort(), second.getLocalPort(), third.getLocalPort());
        }
    }

    private static ServerSocket any() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }
}
