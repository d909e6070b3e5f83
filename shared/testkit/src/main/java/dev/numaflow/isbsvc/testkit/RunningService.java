package dev.numaflow.isbsvc.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.naming.Keys;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.servers.NatsServerConfig;

/** The objects of a service that runs, as far as its servers' users look at them; the servers are started by the test. */
public final class RunningService {

    /** The buffer configuration of a service of three nodes that sets none. */
    public static final String THREE_REPLICAS =
            """
            stream: {retention: 0, maxMsgs: 100000, maxAge: 72h, maxBytes: -1, storage: 0, replicas: 3, duplicates: 60s}
            consumer: {ackWait: 60s, maxAckPending: 25000}
            otBucket: {maxValueSize: 0, history: 1, ttl: 3h, maxBytes: 0, storage: 0, replicas: 3}
            procBucket: {maxValueSize: 0, history: 1, ttl: 72h, maxBytes: 0, storage: 0, replicas: 3}
            """;

    /** The same on one node. */
    public static final String ONE_REPLICA = THREE_REPLICAS.replace("replicas: 3", "replicas: 1");

    private RunningService() {}

    /** Whoever writes to an API server. */
    public interface Hand {
        /** @return what was created */
        JsonNode create(String yaml);

        /** @return the object as it is then */
        JsonNode writeStatus(JsonNode object);
    }

    /** Creates service, StatefulSet and client Secret; the user is the one of the test servers. @return the service */
    public static JsonNode create(Hand hand, Names names, int replicas, String streamConfig) {
        hand.create(
                """
                {apiVersion: v1, kind: Secret, metadata: {name: %s, namespace: %s}, stringData: {%s: %s, %s: %s}}
                """
                        .formatted(
                                names.clientSecret(),
                                names.namespace(),
                                Keys.CLIENT_USER,
                                NatsServerConfig.CLIENT_USER,
                                Keys.CLIENT_PASSWORD,
                                NatsServerConfig.CLIENT_PASSWORD));
        JsonNode service = hand.create(
                """
                apiVersion: numaflow.numaproj.io/v1alpha1
                kind: InterStepBufferService
                metadata: {name: %s, namespace: %s}
                spec: {jetstream: {version: 2.10.17, replicas: %d}}
                """
                        .formatted(names.isbsvcName(), names.namespace(), replicas));
        statefulSet(hand, names, replicas, service);
        return hand.writeStatus(withStatus(service, names, streamConfig));
    }

    private static void statefulSet(Hand hand, Names names, int replicas, JsonNode service) {
        hand.create(
                """
                apiVersion: apps/v1
                kind: StatefulSet
                metadata:
                  name: %1$s
                  namespace: %2$s
                  ownerReferences:
                  - {apiVersion: numaflow.numaproj.io/v1alpha1, kind: InterStepBufferService, name: %3$s, uid: %4$s, controller: true}
                spec:
                  replicas: %5$d
                  serviceName: %1$s-svc
                  selector: {matchLabels: {numaflow.numaproj.io/isbsvc-name: %3$s}}
                  template:
                    metadata: {labels: {numaflow.numaproj.io/isbsvc-name: %3$s}}
                    spec: {containers: [{name: main, image: nats}]}
                """
                        .formatted(
                                names.statefulSet(),
                                names.namespace(),
                                names.isbsvcName(),
                                service.at("/metadata/uid").asText(),
                                replicas));
    }

    private static JsonNode withStatus(JsonNode service, Names names, String streamConfig) {
        ObjectNode running = service.deepCopy();
        ObjectNode status = running.putObject("status")
                .put("phase", "Running")
                .put("type", "jetstream")
                .put("observedGeneration", service.at("/metadata/generation").asLong());
        for (String condition : new String[] {"Configured", "Deployed", "ChildrenResourcesHealthy"}) {
            status.withArray("conditions")
                    .addObject()
                    .put("type", condition)
                    .put("status", "True")
                    .put("reason", "Successful")
                    .put("message", "")
                    .put("lastTransitionTime", "2026-01-01T00:00:00Z");
        }
        ObjectNode config = status.putObject("config").putObject("jetstream");
        config.put("url", names.clientUrl()).put("streamConfig", streamConfig);
        ObjectNode basic = config.putObject("auth").putObject("basic");
        basic.putObject("user").put("name", names.clientSecret()).put("key", Keys.CLIENT_USER);
        basic.putObject("password").put("name", names.clientSecret()).put("key", Keys.CLIENT_PASSWORD);
        return running;
    }
}
