package dev.numaflow.isbsvc.rendering.tls;

import dev.numaflow.isbsvc.rendering.model.TlsMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/** Servers that start, load and refuse as nats-server does, pods that are replaced one by one, and clients that do as they are told. */
final class TlsSimulation implements TlsDecider.Servers {

    private final Node[] nodes;
    private final List<Client> clients = new ArrayList<>();
    private TlsMode mode = TlsMode.OFF;
    private TlsMode conf = TlsMode.OFF;
    private TlsMode target = TlsMode.OFF;
    private boolean served;
    private boolean finished = true;

    /**
     * @param template the pod was made for; @param mounts its certificates; @param plain whether it was started to accept clients
     * without; @param says whether it was started with TLS for them
     */
    private record Node(
            TlsMode template, boolean mounts, boolean plain, boolean says, boolean clients, boolean routes) {

        boolean accepts(boolean tls) {
            return tls ? clients && says : !clients || plain;
        }

        boolean is(TlsMode mode) {
            return (clients && !plain) == (mode == TlsMode.REQUIRED)
                    && (says ? mode != TlsMode.OFF : !mode.isOffered())
                    && routes == mode.isServed();
        }
    }

    private record Client(int node, boolean tls) {}

    TlsSimulation(int size) {
        nodes = new Node[size];
        for (int i = 0; i < size; i++) {
            nodes[i] = new Node(mode, false, true, false, false, false);
        }
    }

    int size() {
        return nodes.length;
    }

    TlsMode mode() {
        return mode;
    }

    boolean isFinished() {
        return finished;
    }

    void ask(boolean tls) {
        target = TlsMode.of(tls);
        finished = false;
    }

    /** One event: reconcile, look, decide, act. @param dies after the ConfigMap was written, before the StatefulSet is */
    void step(boolean dies) {
        conf = mode;
        if (finished) {
            return;
        }
        Optional<String> rolling = IntStream.range(0, size())
                .filter(i -> isOutdated(nodes[i]))
                .mapToObj(i -> "node " + i)
                .findFirst();
        TlsState state = new TlsState(
                mode,
                target,
                Optional.of(served),
                mode.isPublished(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                rolling);
        TlsStep step = TlsDecider.next(state, this);
        if (step instanceof TlsStep.Load load) {
            served = load.served();
        } else if (step instanceof TlsStep.Move move) {
            conf = move.mode();
            mode = dies ? mode : conf;
        } else if (step instanceof TlsStep.Finish) {
            finished = true;
        }
    }

    /** Whether the newest template is another than the pod's: some modes share one. */
    private boolean isOutdated(Node node) {
        return node.template() != mode
                && (node.template().isSettled()
                        || mode.isSettled()
                        || node.template().isOffered() != mode.isOffered());
    }

    /** The StatefulSet controller replaces the last pod that is outdated. */
    void roll() {
        for (int i = size() - 1; i >= 0; i--) {
            if (isOutdated(nodes[i])) {
                nodes[i] = started(mode, mode.mountsCertificates());
                moveClients(i);
                return;
            }
        }
    }

    /** The container starts again, in the same pod. */
    void crash(int node) {
        nodes[node] = started(nodes[node].template(), nodes[node].mounts());
        moveClients(node);
    }

    /** Of nodes that were started in the wrong moment. */
    void deletePodsAsAdvised() {
        for (int i = 0; i < size(); i++) {
            if (!nodes[i].is(mode)) {
                nodes[i] = started(mode, mode.mountsCertificates());
                moveClients(i);
            }
        }
    }

    private Node started(TlsMode template, boolean mounts) {
        if ((served || conf.isServed()) && !mounts) {
            throw new AssertionError("a server starts without the certificates that it is to load: " + this);
        }
        return new Node(template, mounts, conf.allowsPlain(), served, served, conf.isServed());
    }

    /** Refused where it concerns what is read only at the start. */
    void reload(int node) {
        Node now = nodes[node];
        if (now.plain() == conf.allowsPlain() && (now.mounts() || !(served || conf.isServed()))) {
            nodes[node] = new Node(now.template(), now.mounts(), now.plain(), now.says(), served, conf.isServed());
        }
    }

    void startClient(int node) {
        if (clients.size() < 4) {
            clients.add(new Client(node, mode.isPublished()));
        }
    }

    void restartClient(Random random) {
        if (!clients.isEmpty()) {
            Client before = clients.remove(random.nextInt(clients.size()));
            startClient(before.node());
        }
    }

    /** They connect to any other node as they did. */
    private void moveClients(int node) {
        clients.replaceAll(client -> client.node() == node ? new Client((node + 1) % size(), client.tls()) : client);
    }

    /** Who would not get in, at any node. */
    List<String> refused() {
        List<String> refused = new ArrayList<>();
        for (Node node : nodes) {
            if (!node.accepts(mode.isPublished())) {
                refused.add("one that starts, at " + node);
            }
            clients.stream()
                    .filter(client -> !node.accepts(client.tls()))
                    .forEach(client -> refused.add(client + " at " + node));
        }
        return refused;
    }

    @Override
    public Optional<String> tooOld() {
        return Optional.empty();
    }

    @Override
    public Optional<String> silent() {
        return Optional.empty();
    }

    @Override
    public Optional<String> unlike(TlsMode other) {
        return IntStream.range(0, size())
                .filter(i -> !nodes[i].is(other))
                .mapToObj(i -> "node " + i)
                .findFirst();
    }

    @Override
    public Optional<String> clients(boolean tls) {
        return clients.stream()
                .filter(client -> client.tls() == tls)
                .map(Client::toString)
                .findFirst();
    }

    @Override
    public String toString() {
        return mode + " to " + target + ", served " + served + ", " + List.of(nodes) + ", " + clients;
    }
}
