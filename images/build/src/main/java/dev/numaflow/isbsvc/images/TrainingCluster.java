package dev.numaflow.isbsvc.images;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.servers.NatsServer;
import dev.numaflow.isbsvc.servers.NatsServerConfig;
import dev.numaflow.isbsvc.testkit.HostNames;
import dev.numaflow.isbsvc.testkit.Namespaces;
import dev.numaflow.isbsvc.testkit.RecordingBroker;
import dev.numaflow.isbsvc.testkit.RunningService;
import dev.numaflow.isbsvc.testkit.TestApiServer;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What a first event is about: an API server with services, of which one runs on a real nats-server, and a broker. */
final class TrainingCluster implements AutoCloseable {

    private static final String RUNNING = "running";
    private static final String NEW = "new";

    private final TestApiServer api = TestApiServer.shared();
    private final KubernetesClient client = TestApiServer.client(api.kubeconfig());
    private final RecordingBroker broker = new RecordingBroker();
    private final Names names;
    private final NatsServer nats;
    private final Path hosts;

    private TrainingCluster(Names names, NatsServer nats, Path hosts) {
        this.names = names;
        this.nats = nats;
        this.hosts = hosts;
    }

    /** @param namespace that nothing has used yet */
    static TrainingCluster start(Path folder, String namespace) {
        Names names = new Names(namespace, RUNNING);
        NatsServer nats = NatsServer.start(folder.resolve("nats"), NatsServerConfig.single(names.pod(0)));
        try {
            TrainingCluster cluster = new TrainingCluster(names, nats, Files.createFile(folder.resolve("hosts")));
            cluster.prepare();
            return cluster;
        } catch (IOException e) {
            nats.close();
            throw new UncheckedIOException(e);
        }
    }

    private void prepare() {
        new HostNames(hosts).point(names, List.of(nats.address()));
        Namespaces.create(client, names.namespace());
        RunningService.create(new Hand(), names, 1, RunningService.ONE_REPLICA);
        apply(
                """
                apiVersion: numaflow.numaproj.io/v1alpha1
                kind: InterStepBufferService
                metadata: {name: %s, namespace: %s}
                spec: {jetstream: {version: latest, replicas: 3, persistence: {volumeSize: 1Gi}}}
                """
                        .formatted(NEW, names.namespace()));
        apply(
                """
                apiVersion: numaflow.numaproj.io/v1alpha1
                kind: Pipeline
                metadata: {name: pipe, namespace: %s}
                spec:
                  interStepBufferServiceName: %s
                  vertices:
                  - {name: in, source: {generator: {rpu: 5}}}
                  - {name: out, sink: {log: {}}}
                  edges: [{from: in, to: out}]
                """
                        .formatted(names.namespace(), RUNNING));
    }

    /** The name of the service that the first event of this function is about. */
    static String about(String function) {
        return function.equals("creation") || function.equals("deletion") ? NEW : RUNNING;
    }

    Names names() {
        return names;
    }

    /** With all rights. */
    String kubeconfig() {
        return api.kubeconfig();
    }

    Map<String, String> environment() {
        return Map.of("ISBSVC_BROKER", broker.url(), "ISBSVC_NAMESPACE", "default");
    }

    /** How names in the cluster are resolved here. */
    List<String> flags() {
        return List.of("-Djdk.net.hosts.file=" + hosts);
    }

    @Override
    public void close() {
        client.close();
        broker.close();
        nats.close();
    }

    private GenericKubernetesResource apply(String yaml) {
        return client.resource(Serialization.unmarshal("---\n" + yaml, GenericKubernetesResource.class))
                .create();
    }

    /** Creates the objects of the running service. */
    private final class Hand implements RunningService.Hand {

        private static final ObjectMapper JSON = new ObjectMapper();

        @Override
        public JsonNode create(String yaml) {
            return JSON.valueToTree(apply(yaml));
        }

        @Override
        public JsonNode writeStatus(JsonNode object) {
            return JSON.valueToTree(client.resource(JSON.convertValue(object, GenericKubernetesResource.class))
                    .updateStatus());
        }
    }
}
