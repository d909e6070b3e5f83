package dev.numaflow.isbsvc.runtime.rotation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.numaflow.isbsvc.rendering.children.AuthConf.Credentials;
import dev.numaflow.isbsvc.rendering.model.ConditionType;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.secrets.RotationDecider;
import dev.numaflow.isbsvc.rendering.secrets.RotationState;
import dev.numaflow.isbsvc.rendering.secrets.RotationStep;
import dev.numaflow.isbsvc.runtime.cluster.ClusterWriter;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.ServiceLease;
import dev.numaflow.isbsvc.runtime.cluster.StatefulSets;
import dev.numaflow.isbsvc.runtime.cluster.WriteResult;
import dev.numaflow.isbsvc.runtime.isbsvc.EncryptionNames;
import dev.numaflow.isbsvc.runtime.isbsvc.LiveService;
import dev.numaflow.isbsvc.runtime.nats.ClientConnections;
import dev.numaflow.isbsvc.runtime.nats.NatsAccess;
import dev.numaflow.isbsvc.runtime.secrets.RandomText;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * Gives the clients of a service other credentials where the user asks for it, one step for each event: servers accept both, clients
 * that start get the new ones, and those of before are taken from the servers when nobody is connected with them. How far it is, follows
 * from the live Secrets, so a run may end anywhere (invariants 7 and 8).
 */
@Singleton
public class CredentialRotation {

    private static final int USER_LENGTH = 8;
    private static final int PASSWORD_LENGTH = 24;
    private static final String ABSENT =
            "rotation of credentials: a Secret or the StatefulSet is absent, and is made again first";
    private static final String NOT_WRITTEN = "a Secret was not written, because somebody else wrote it meanwhile";

    private final ClusterWriter cluster;
    private final ServiceLease leases;
    private final NatsAccess nats;
    private final ClientConnections connections;
    private final RotationReport report;
    private final RandomText text = new RandomText(new SecureRandom());

    @Inject
    public CredentialRotation(
            ClusterWriter cluster,
            ServiceLease leases,
            NatsAccess nats,
            ClientConnections connections,
            RotationReport report) {
        this.cluster = cluster;
        this.leases = leases;
        this.nats = nats;
        this.connections = connections;
        this.report = report;
    }

    /** Whether the status says that one is under way, and nobody stops it. */
    public static boolean isUnderWay(LiveService service) {
        return isGoing(service) && isReported(service);
    }

    private static boolean isReported(LiveService service) {
        return service.metadataAndStatus()
                .status()
                .condition(ConditionType.CREDENTIALS_ROTATING)
                .isPresent();
    }

    private static boolean isGoing(LiveService service) {
        return !service.isLeftAlone() && !service.metadataAndStatus().deleting() && !service.isReleaseAsked();
    }

    /**
     * Goes on with a rotation that is asked for or under way.
     *
     * @return what it waits for that no event will report; empty where there is no such thing
     */
    public Optional<String> reconcile(LiveService service) {
        boolean isAsked = !request(service).isBlank() && service.isDeployed();
        return isGoing(service) && (isAsked || isReported(service)) ? goOn(service) : Optional.empty();
    }

    private static String request(LiveService service) {
        return ObjectMetas.annotation(service.tree(), Annotations.ROTATE_CREDENTIALS);
    }

    private Optional<String> goOn(LiveService service) {
        Optional<Look> look = look(service);
        if (look.isEmpty()) {
            return isReported(service) ? waits(service, ABSENT) : Optional.empty();
        }
        RotationStep step = look.get().next();
        if (step instanceof RotationStep.Wait wait) {
            report.going(service, wait.message());
            return Optional.of(wait.message()).filter(message -> !wait.isForPeople());
        }
        if (step instanceof RotationStep.Idle) {
            if (isReported(service)) {
                report.ended(service);
            }
            return Optional.empty();
        }
        return underLease(service);
    }

    private Optional<String> waits(LiveService service, String why) {
        report.going(service, why);
        return Optional.of(why);
    }

    /** Take it, check again, act (invariant 13). */
    private Optional<String> underLease(LiveService service) {
        try (ServiceLease.Held lease = leases.take(service.tree())) {
            Optional<Look> look = look(service);
            RotationStep step = look.map(Look::next).orElseGet(RotationStep.Idle::new);
            lease.check();
            return look.flatMap(seen -> act(service, seen, step));
        }
    }

    /** @return why it is not done; empty where it is */
    private Optional<String> act(LiveService service, Look look, RotationStep step) {
        if (step instanceof RotationStep.Add) {
            Credentials another = new Credentials(text.ofLength(USER_LENGTH), text.ofLength(PASSWORD_LENGTH));
            String before = look.state().client().orElseThrow().user();
            return write(
                            service,
                            RotatedSecrets.withUser(
                                    look.server(), RotationState.mark(request(service)), before, another))
                    .or(() -> report.going(service, RotationReport.ADDED));
        }
        if (step instanceof RotationStep.Give give) {
            return write(service, RotatedSecrets.withClients(look.client(), give.after()))
                    .or(() -> report.going(service, RotationReport.GIVEN));
        }
        if (step instanceof RotationStep.Remove remove) {
            return outdateKey(service, look.server())
                    .or(() -> write(service, RotatedSecrets.withoutUser(look.server(), remove.before())))
                    .or(() -> report.done(service));
        }
        return step instanceof RotationStep.Restart
                ? write(service, RotatedSecrets.ended(look.server()))
                : Optional.empty();
    }

    /** Before the servers know those of before no longer: a key Secret would have them given to clients if the others were lost. */
    private Optional<String> outdateKey(LiveService service, JsonNode server) {
        return new EncryptionNames(cluster)
                .all(service.names()).stream()
                        .flatMap(each -> secret(each, each.keySecret()).stream())
                        .flatMap(key -> write(service, RotatedSecrets.outdated(key, server)).stream())
                        .findFirst();
    }

    /** Only onto what the decision was made from. @return why it is not written; empty where it is */
    private Optional<String> write(LiveService service, JsonNode secret) {
        WriteResult written = cluster.replace(secret);
        if (written instanceof WriteResult.Rejected) {
            // Without the API server's words, which may quote what was written.
            return waits(
                    service,
                    "rotation of credentials: Secret " + ObjectRef.of(secret).name()
                            + " cannot be written: it is immutable, or a policy of the cluster refuses it");
        }
        return written instanceof WriteResult.Done ? Optional.empty() : Optional.of(NOT_WRITTEN);
    }

    /** What is live. */
    private record Look(JsonNode server, JsonNode client, RotationState state, RotationDecider.Servers servers) {

        RotationStep next() {
            return RotationDecider.next(state, servers);
        }
    }

    /** Nothing where a Secret or the servers are lost: they are made again first. */
    private Optional<Look> look(LiveService service) {
        Names names = service.names();
        Optional<JsonNode> server = secret(names, names.serverSecret());
        Optional<JsonNode> client = secret(names, names.clientSecret());
        Optional<JsonNode> set =
                StatefulSets.find(cluster, names).filter(live -> ObjectMetas.isControlledBy(live, service.uid()));
        if (server.isEmpty() || client.isEmpty() || set.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Look(
                server.get(),
                client.get(),
                RotationState.of(
                        request(service),
                        server.get(),
                        client.get(),
                        secret(names, names.keySecret()).orElseGet(MissingNode::getInstance)),
                new CredentialServers(
                        nats,
                        connections,
                        names,
                        set.get().at("/spec/replicas").asInt(1),
                        service.metadataAndStatus().status().tellsTls())));
    }

    private Optional<JsonNode> secret(Names names, String name) {
        return cluster.get(new ObjectRef(ObjectKind.SECRET, names.namespace(), name));
    }
}
