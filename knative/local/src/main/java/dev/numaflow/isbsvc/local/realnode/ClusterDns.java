package dev.numaflow.isbsvc.local.realnode;

import dev.numaflow.isbsvc.local.watching.Watches;
import dev.numaflow.isbsvc.local.watching.Watches.Known;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The DNS of the cluster, for its pods. It knows no name outside of it. */
final class ClusterDns implements AutoCloseable {
    private static final int PORT = 53;
    private static final int LONGEST_QUERY = 512;

    private final Watches watches = new Watches(this::read);
    private final Known<Service> services;
    private final Known<EndpointSlice> slices;
    private final DatagramSocket socket;
    private volatile ClusterNames names = ClusterNames.of(List.of(), List.of());

    private ClusterDns(KubernetesClient client, DatagramSocket socket) {
        this.socket = socket;
        services = watches.watch(client.services().inAnyNamespace());
        slices = watches.watch(client.discovery().v1().endpointSlices().inAnyNamespace());
        read();
        Thread thread = new Thread(this::serve, "cluster-dns");
        thread.setDaemon(true);
        thread.start();
    }

    /** Serves at an address of this machine. */
    static ClusterDns start(KubernetesClient client, String address) throws IOException {
        return new ClusterDns(client, new DatagramSocket(new InetSocketAddress(address, PORT)));
    }

    /** The first events arrive while the second kind is not watched yet. */
    private synchronized void read() {
        if (services != null && slices != null) {
            names = ClusterNames.of(services.all(), slices.all());
        }
    }

    private void serve() {
        byte[] buffer = new byte[LONGEST_QUERY];
        while (!socket.isClosed()) {
            serveOne(new DatagramPacket(buffer, buffer.length));
        }
    }

    private void serveOne(DatagramPacket query) {
        try {
            socket.receive(query);
            Optional<byte[]> answer =
                    DnsMessage.answer(Arrays.copyOf(query.getData(), query.getLength()), this::addresses);
            if (answer.isPresent()) {
                socket.send(new DatagramPacket(answer.get(), answer.get().length, query.getSocketAddress()));
            }
        } catch (IOException closedOrLost) {
            // A resolver that got no answer asks again.
            return;
        }
    }

    private Optional<List<byte[]>> addresses(String name) {
        return names.addresses(name).map(ClusterDns::bytes);
    }

    private static List<byte[]> bytes(List<String> addresses) {
        List<byte[]> bytes = new ArrayList<>();
        for (String address : addresses) {
            try {
                bytes.add(InetAddress.getByName(address).getAddress());
            } catch (UnknownHostException notAnAddress) {
                throw new IllegalStateException(notAnAddress);
            }
        }
        return bytes;
    }

    @Override
    public void close() {
        socket.close();
        watches.close();
    }
}
