package dev.numaflow.isbsvc.servers;

import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * The network of a node's pods: a bridge, to which the node has the first address of the pods and the address by which pods know the API
 * server, which runs right there. So no rule of a firewall is needed, and none is changed.
 */
public final class NodeNetwork implements AutoCloseable {
    /** The address of the node; the cluster's DNS is there. */
    public static final String NODE = "10.213.0.1";
    /** The first address of Services, which a cluster gives to its API server. */
    public static final String API_SERVER = "10.96.0.1";

    static final String PODS = "10.213.0.0/24";
    static final String BRIDGE = "isbsvc0";

    /** A bridge without one of its own takes that of a pod, and another one when that pod ends: others lose it for half a minute. */
    private static final String HARDWARE = "0a:58:0a:d5:00:01";

    private final NodeTools tools;
    private final Path folder;

    private NodeNetwork(NodeTools tools, Path folder) {
        this.tools = tools;
        this.folder = folder;
    }

    /** Makes it; a machine has room for one. */
    public static NodeNetwork create(NodeTools tools, Path folder) {
        NodeNetwork network = new NodeNetwork(tools, folder);
        try {
            network.ip("link", "add", BRIDGE, "address", HARDWARE, "type", "bridge");
        } catch (UncheckedIOException exists) {
            throw new NodeUnavailable("the network interface " + BRIDGE + " cannot be made: " + exists.getMessage()
                    + "; if no other node runs, remove it: ip link delete " + BRIDGE);
        }
        try {
            network.ip("address", "add", NODE + "/24", "dev", BRIDGE);
            network.ip("address", "add", API_SERVER + "/32", "dev", BRIDGE);
            network.ip("link", "set", BRIDGE, "up");
            return network;
        } catch (RuntimeException e) {
            network.close();
            throw e;
        }
    }

    private void ip(String... arguments) {
        String[] command = new String[arguments.length + 1];
        command[0] = tools.ip().toString();
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        ToolRun.lines(folder, command);
    }

    @Override
    public void close() {
        ToolRun.attempt(folder, tools.ip().toString(), "link", "delete", BRIDGE);
    }
}
