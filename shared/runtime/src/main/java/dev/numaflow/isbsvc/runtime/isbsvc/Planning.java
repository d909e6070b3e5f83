package dev.numaflow.isbsvc.runtime.isbsvc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.numaflow.isbsvc.rendering.change.CertificateRenewal;
import dev.numaflow.isbsvc.rendering.change.ChangeDecider;
import dev.numaflow.isbsvc.rendering.change.ChangeDecision;
import dev.numaflow.isbsvc.rendering.change.ClusterQueries;
import dev.numaflow.isbsvc.rendering.change.HeldChange;
import dev.numaflow.isbsvc.rendering.change.LiveChildren;
import dev.numaflow.isbsvc.rendering.change.MaintenanceWindow;
import dev.numaflow.isbsvc.rendering.change.ObservedService;
import dev.numaflow.isbsvc.rendering.change.ReleaseDecision;
import dev.numaflow.isbsvc.rendering.children.Children;
import dev.numaflow.isbsvc.rendering.children.RenderedFrom;
import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.children.RunningEncryption;
import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.input.Violation;
import dev.numaflow.isbsvc.rendering.model.ConditionType;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Labels;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.secrets.CertificateNotes;
import dev.numaflow.isbsvc.rendering.servers.NodeReport;
import dev.numaflow.isbsvc.rendering.servers.ServerRun;
import dev.numaflow.isbsvc.rendering.status.Release;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import dev.numaflow.isbsvc.runtime.cluster.ClusterView;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.StatefulSets;
import dev.numaflow.isbsvc.runtime.nats.ServerReports;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Decides what to do for a valid service, from how it runs and what the change policy decides about the difference. */
@Singleton
public class Planning {

    private final ClusterView objects;
    private final PodDisruptionBudgets budgets;
    private final PersistentVolumeClaims claims;
    private final RolloutQueue queue;
    private final ServerReports servers;
    private final EncryptionNames encryptions;
    private final Clock clock;

    @Inject
    public Planning(
            ClusterView objects,
            PodDisruptionBudgets budgets,
            PersistentVolumeClaims claims,
            RolloutQueue queue,
            ServerReports servers,
            Clock clock) {
        this.objects = objects;
        this.budgets = budgets;
        this.claims = claims;
        this.queue = queue;
        this.servers = servers;
        this.encryptions = new EncryptionNames(objects);
        this.clock = clock;
    }

    /** Plans from these objects, be they live or a listing. */
    public static Planning on(ClusterView objects, ServerReports servers, Clock clock) {
        return new Planning(
                objects,
                new PodDisruptionBudgets(objects),
                new PersistentVolumeClaims(objects),
                new RolloutQueue(objects),
                servers,
                clock);
    }

    /**
     * The live StatefulSet of the service, or the one that is about to take its place; one of another owner under its name does not count.
     */
    public Optional<JsonNode> statefulSet(LiveService service) {
        return StatefulSets.find(objects, service.names())
                .filter(set -> ObjectMetas.isControlledBy(set, service.uid()));
    }

    /** Whether the service has no newer generation than the one that was read, and is still here. */
    boolean isNewest(LiveService service) {
        return objects.get(service.ref())
                .filter(live -> ObjectMetas.generation(live)
                                == service.metadataAndStatus().generation()
                        && !Release.isDone(live))
                .isPresent();
    }

    /**
     * The plan for the spec. While that is refused, the children are kept as rendered last; where no record of that exists, there is no
     * plan.
     */
    public Parsed<Plan> plan(LiveService service, Optional<JsonNode> statefulSet) {
        Parsed<ValidService> desired = service.desired();
        return (desired.isGood() ? desired : last(service).map(Parsed::of).orElse(desired))
                .then(valid -> plan(service, Children.of(valid), statefulSet, desired.isGood()));
    }

    /** The plan that keeps the children as rendered last, if that is recorded and waits for no other service. */
    LastRendering renderedLast(LiveService service) {
        return LastRendering.of(
                last(service).map(valid -> plan(service, Children.of(valid), statefulSet(service), false)));
    }

    /** The newest record on the children, as far as they are the service's own. */
    private Optional<ValidService> last(LiveService service) {
        Optional<JsonNode> statefulSet =
                child(service.names(), ObjectKind.STATEFUL_SET, service.names().statefulSet());
        Names names = service.names()
                .withEncryption(statefulSet.map(RunningEncryption::changes).orElse(0));
        return Stream.of(statefulSet, child(names, ObjectKind.CONFIG_MAP, names.configMap()))
                .flatMap(Optional::stream)
                .filter(child ->
                        ObjectMetas.controller(child).isEmpty() || ObjectMetas.isControlledBy(child, service.uid()))
                .map(child -> ObjectMetas.annotation(child, Annotations.RENDERED_FROM))
                .flatMap(record -> RenderedFrom.read(record, service.names(), service.uid()).stream())
                .max(Comparator.comparingLong(valid -> valid.owner().generation()));
    }

    /** The plan, or why there can be none as long as something about the running servers is unknown. */
    public Parsed<Plan> plan(LiveService service, Children desired, Optional<JsonNode> statefulSet) {
        return plan(service, desired, statefulSet, true);
    }

    /** @param isOfSpec whether it is the newest spec that is planned, and not what was rendered last */
    private Parsed<Plan> plan(LiveService service, Children desired, Optional<JsonNode> statefulSet, boolean isOfSpec) {
        PodDisruptionBudgets.Found found = budgets.of(desired, statefulSet);
        if (statefulSet.isEmpty()) {
            return withoutServers(service, desired, found.userHasOne());
        }
        RunningEncryption encryption = encryptions.of(service.names(), statefulSet.get());
        Names names = service.names().withEncryption(encryption.changes());
        LiveChildren children = new LiveChildren(
                statefulSet.get(),
                configMap(names),
                keySecret(names),
                encryption,
                found.userHasOne(),
                found.evictionsStopped() || isStepPending(service));
        ClusterQueries cluster = around(service, desired.service());
        return ChangeDecider.decide(desired, children, service.approve(), service.rotateKey(), cluster)
                .map(decision -> withLostNodes(service, children, decision))
                .then(decision -> service.isReleaseAsked()
                        ? released(service, desired, children, cluster, decision, isOfSpec)
                        : Parsed.of(ofRunning(service, decision, Optional.empty())));
    }

    private ChangeDecision withLostNodes(LiveService service, LiveChildren live, ChangeDecision decision) {
        return new LostNodes(objects).in(decision, service, live.statefulSet(), clock.instant());
    }

    /** With the pods of Numaflow's controller, where nothing else keeps the service here, or they are on their way already. */
    private Parsed<Plan> released(
            LiveService service,
            Children desired,
            LiveChildren live,
            ClusterQueries cluster,
            ChangeDecision decided,
            boolean isOfSpec) {
        ReleaseDecision.Facts facts = new ReleaseFacts(objects).of(service, live, cluster);
        ReleaseDecision release = ReleaseDecision.of(decided, live, facts);
        // Pods that are Numaflow's take a change of the spec by our template first: it alone brings what servers read
        // at their start. A service whose spec is refused cannot be left, and is better off with our pods.
        boolean begins = isOfSpec && release.rollsPods() && Running.arePodsOurs(live.statefulSet());
        return begins || live.areInLastRoll()
                ? ChangeDecider.lastRoll(desired, live, service.approve(), service.rotateKey(), cluster)
                        .map(decision -> withLostNodes(service, live, decision))
                        .map(last -> ofRunning(service, last, Optional.of(ReleaseDecision.of(last, live, facts))))
                : Parsed.of(ofRunning(service, decided, Optional.of(release)));
    }

    private static boolean isStepPending(LiveService service) {
        return service.metadataAndStatus()
                .status()
                .condition(ConditionType.STEPS_PENDING)
                .isPresent();
    }

    private Plan ofRunning(LiveService service, ChangeDecision decided, Optional<ReleaseDecision> release) {
        ChangeDecision guarded = service.guard().refusal().map(decided::holding).orElse(decided);
        ChangeDecision decision =
                release.flatMap(ReleaseDecision::held).map(guarded::holding).orElse(guarded);
        return Plan.ofRunning(
                dueCertificates(service, decision.effective())
                        .map(decision::holding)
                        .orElse(decision),
                release);
    }

    /** What is refused of a new spec, next to what runs instead. */
    public List<HeldChange> refused(LiveService service, Optional<JsonNode> statefulSet, List<Violation> violations) {
        Optional<ObservedService> running = statefulSet.flatMap(set -> {
            Names names = service.names().withEncryption(RunningEncryption.changes(set));
            return ObservedService.shown(new LiveChildren(set, configMap(names), keySecret(names), false));
        });
        return violations.stream()
                .map(violation -> HeldChange.refused(service.uid(), violation, running))
                .toList();
    }

    private JsonNode configMap(Names names) {
        return child(names, ObjectKind.CONFIG_MAP, names.configMap()).orElse(JsonNodeFactory.instance.missingNode());
    }

    /** Only its metadata is inspected. */
    private JsonNode keySecret(Names names) {
        return child(names, ObjectKind.SECRET, names.keySecret()).orElse(JsonNodeFactory.instance.missingNode());
    }

    private ClusterQueries around(LiveService service, ValidService desired) {
        return new ClusterQueries() {
            @Override
            public List<NodeReport> nodes(int replicas) {
                return servers.of(service.names(), replicas);
            }

            @Override
            public List<ServerRun> runs(int replicas) {
                return servers.runs(service.names(), replicas);
            }

            @Override
            public List<JsonNode> claims(Names names) {
                return objects.list(ObjectKind.PERSISTENT_VOLUME_CLAIM, names.namespace(), Labels.selector(names));
            }

            @Override
            public Optional<String> refusal(JsonNode claim) {
                return objects.refusal(claim);
            }

            @Override
            public Optional<String> rollsFirst() {
                return queue.rollsFirst(service, desired.version());
            }

            @Override
            public Optional<String> closedWindow() {
                return MaintenanceWindow.closed(
                        ObjectMetas.annotation(service.tree(), Annotations.MAINTENANCE_WINDOW), clock.instant());
            }
        };
    }

    /** For a new service; or one whose StatefulSet is lost, whose messages must stay readable for its replacement. */
    private Parsed<Plan> withoutServers(LiveService service, Children desired, boolean userHasBudget) {
        List<JsonNode> volumes = claims.of(desired.service().names());
        Parsed<Integer> changes = isNew(service, volumes) ? Parsed.of(0) : encryptions.lost(service.names(), volumes);
        return changes.then(number -> withoutServers(
                service, desired.with(desired.service().withEncryption(number)), volumes, userHasBudget));
    }

    private Parsed<Plan> withoutServers(
            LiveService service, Children desired, List<JsonNode> volumes, boolean userHasBudget) {
        return lostServers(service, volumes, desired.service())
                .map(lost -> lost.map(was -> ChangeDecider.decide(desired, was, userHasBudget))
                        .orElseGet(() -> ChangeDecider.create(desired, userHasBudget, service.rotateKey())))
                .map(decision -> Plan.withoutServers(decision, !volumes.isEmpty(), isNew(service, volumes)));
    }

    /** Nothing where nothing can be stored: there are no volumes, and there never were pods. */
    private Parsed<Optional<ObservedService>> lostServers(
            LiveService service, List<JsonNode> volumes, ValidService desired) {
        if (isNew(service, volumes)) {
            return Parsed.of(Optional.empty());
        }
        LiveChildren live = new LiveChildren(
                JsonNodeFactory.instance.missingNode(), configMap(desired.names()), keySecret(desired.names()), false);
        return ObservedService.withoutServers(live, volumes, desired);
    }

    private static boolean isNew(LiveService service, List<JsonNode> volumes) {
        return volumes.isEmpty() && !service.isDeployed();
    }

    /** What of the certificates waits, or is nobody's to renew. */
    private Optional<HeldChange> dueCertificates(LiveService service, ValidService effective) {
        Instant now = clock.instant();
        Optional<JsonNode> secret = Optional.of(new ObjectRef(
                        ObjectKind.SECRET,
                        service.names().namespace(),
                        service.names().serverSecret()))
                // Without TLS no certificate is used.
                .filter(ref -> effective.tls().mountsCertificates())
                .flatMap(objects::get);
        return secret.flatMap(live -> {
            CertificateNotes notes = DueCertificates.notes(objects, service, live);
            return DueCertificates.gate(objects, service, notes, now)
                    .obstacle(now)
                    .or(() -> CertificateRenewal.due(effective, notes, DueCertificates.blocked(service), now));
        });
    }

    private Optional<JsonNode> child(Names names, ObjectKind kind, String name) {
        return objects.get(new ObjectRef(kind, names.namespace(), name));
    }
}
