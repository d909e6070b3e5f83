package dev.numaflow.isbsvc.local.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.testkit.FunctionProcess;
import dev.numaflow.isbsvc.testkit.FunctionProcess.Answer;
import dev.numaflow.isbsvc.testkit.KillingProxy;
import dev.numaflow.isbsvc.testkit.Lifespan;
import dev.numaflow.isbsvc.testkit.NatsRelay;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Functions as they are packaged, each a process that is started when it is needed first, or again after it was killed. */
final class FunctionProcesses implements AutoCloseable {

    private static final List<String> TIMES = List.of("renewTime", "acquireTime");

    private final EmbeddedCluster api;
    private final List<NatsRelay> servers;
    private final KillingProxy proxy;
    private final EventQueue mailbox = new EventQueue();
    private final Map<String, FunctionProcess> running = new HashMap<>();
    private int started;

    FunctionProcesses(EmbeddedCluster api, List<NatsRelay> servers) {
        this.api = api;
        this.servers = servers;
        this.proxy = new KillingProxy(api.kubeconfig());
    }

    /** How many processes there have been. */
    int started() {
        return started;
    }

    /** The same processes serve one world after the other. */
    Calls in(SimulatedCluster world) {
        return new Calls() {
            @Override
            public Optional<Message> call(String function, Message message, int life) {
                try {
                    return answered(function, message, life);
                } finally {
                    world.readChanges();
                }
            }

            @Override
            public List<Message> posted() {
                return mailbox.taken();
            }

            @Override
            public void pass(Duration time) {
                age(world.namespace(), time);
            }
        };
    }

    private Optional<Message> answered(String function, Message message, int calls) {
        FunctionProcess process = running.computeIfAbsent(function, this::start);
        Lifespan life = new Lifespan(calls, process::kill);
        countAgainst(life);
        try {
            Answer answer = process.post(message.attributesToPost(), message.data());
            if (answer.status() / 100 != 2) {
                throw new IllegalStateException(answer.status() + " " + answer.body());
            }
            return answer.header("ce-type").isEmpty()
                    ? Optional.empty()
                    : Optional.of(Message.received(answer.response().headers().map(), answer.body()));
        } catch (UncheckedIOException noAnswer) {
            if (!life.isOver()) {
                throw noAnswer;
            }
            throw new ProcessKilled();
        } finally {
            if (life.isOver()) {
                running.remove(function).close();
            }
        }
    }

    private void countAgainst(Lifespan life) {
        proxy.countAgainst(life);
        servers.forEach(server -> server.countAgainst(life));
    }

    private FunctionProcess start(String function) {
        started++;
        countAgainst(Lifespan.endless());
        String names = "-Djdk.net.hosts.file=" + System.getProperty("jdk.net.hosts.file")
                + " -Dsun.net.inetaddr.ttl=0 -Dsun.net.inetaddr.negative.ttl=0";
        return FunctionProcess.start(
                function,
                api.kubeconfig().replace(api.url(), proxy.url()),
                Map.of("ISBSVC_BROKER", mailbox.url(), "JAVA_TOOL_OPTIONS", names));
    }

    /** Processes go by the clock on the wall. Instead of it, what they have written moves into the past: Leases that nobody gives back. */
    private void age(String namespace, Duration time) {
        Cluster cluster = new Cluster(api.client());
        for (JsonNode lease : cluster.list(ObjectKind.LEASE, namespace)) {
            ObjectNode older = lease.deepCopy();
            for (String field : TIMES) {
                Instant then = Instant.parse(lease.path("spec").path(field).asText());
                older.withObject("/spec").put(field, then.minus(time).toString());
            }
            cluster.replace(older);
        }
    }

    @Override
    public void close() {
        running.values().forEach(FunctionProcess::close);
        proxy.close();
        mailbox.close();
    }
}
