package dev.numaflow.isbsvc.local.broker;

import static dev.numaflow.isbsvc.local.http.LoopbackServer.answer;

import com.sun.net.httpserver.HttpExchange;
import dev.numaflow.isbsvc.local.events.Events;
import dev.numaflow.isbsvc.local.http.LoopbackServer;
import dev.numaflow.isbsvc.local.manifests.Broker;
import dev.numaflow.isbsvc.local.manifests.Installation;
import dev.numaflow.isbsvc.local.manifests.Reference;
import dev.numaflow.isbsvc.local.report.Progress;
import io.cloudevents.CloudEvent;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Stands in for the brokers of the manifests: receives events at {@code /NAMESPACE/BROKER} and dispatches them. */
public final class BrokerServer implements AutoCloseable {
    private static final byte[] NOTHING = new byte[0];

    private final Map<String, Reference> brokers;
    private final Dispatcher dispatcher;
    private final LoopbackServer server;

    private BrokerServer(String address, Map<String, Reference> brokers, Dispatcher dispatcher) {
        this.brokers = brokers;
        this.dispatcher = dispatcher;
        this.server = LoopbackServer.start("broker", address, this::take);
    }

    /** Starts the brokers of the installation on the loopback address. */
    public static BrokerServer start(
            Installation installation,
            Function<Reference, URI> addresses,
            Consumer<CloudEvent> record,
            Progress progress) {
        return start("127.0.0.1", installation, addresses, record, progress);
    }

    /**
     * Starts the brokers of the installation.
     *
     * @param address of this machine, which functions reach
     * @param addresses the URLs of functions
     * @param record receives every event that passes
     */
    public static BrokerServer start(
            String address,
            Installation installation,
            Function<Reference, URI> addresses,
            Consumer<CloudEvent> record,
            Progress progress) {
        HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        Map<String, Reference> brokers = installation.brokers().stream()
                .map(Broker::reference)
                .collect(Collectors.toMap(BrokerServer::path, Function.identity()));
        Dispatcher dispatcher =
                new Dispatcher(installation.triggers(), addresses, new DeliveryClient(http, progress), progress);
        return new BrokerServer(address, brokers, dispatcher.recordedBy(record));
    }

    /** The URL that receives events for the broker. */
    public URI url(Reference broker) {
        return server.url().resolve(path(broker));
    }

    private static String path(Reference broker) {
        return "/" + broker.namespace() + "/" + broker.name();
    }

    private void take(HttpExchange exchange) throws IOException {
        Reference broker = brokers.get(exchange.getRequestURI().getPath());
        if (broker == null) {
            answer(exchange, 404, NOTHING);
        } else if (!exchange.getRequestMethod().equals("POST")) {
            answer(exchange, 405, NOTHING);
        } else {
            take(exchange, broker);
        }
    }

    private void take(HttpExchange exchange, Reference broker) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        Optional<CloudEvent> event = Events.parse(exchange.getRequestHeaders(), body);
        if (event.isEmpty()) {
            answer(exchange, 400, "not a CloudEvent".getBytes(StandardCharsets.UTF_8));
            return;
        }
        dispatcher.publish(broker, event.get());
        answer(exchange, 202, NOTHING);
    }

    @Override
    public void close() {
        server.close();
    }
}
