package dev.numaflow.isbsvc.runtime.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.numaflow.isbsvc.rendering.change.CertificateRenewal;
import dev.numaflow.isbsvc.rendering.change.ChangePolicy;
import dev.numaflow.isbsvc.rendering.change.Decision;
import dev.numaflow.isbsvc.rendering.change.HeldChange;
import dev.numaflow.isbsvc.rendering.change.RunningService;
import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.validation.Parsed;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import dev.numaflow.isbsvc.runtime.cluster.ClusterView;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.Trees;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Decides what is to be done for a valid service, from how it runs and what the change policy says of the difference. */
@Singleton
public class Planning {

    private final ClusterView objects;
    private final Budgets budgets;
    private final Claims claims;
    private final Clock clock;

    @Inject
    public Planning(ClusterView objects, Budgets budgets, Claims claims, Clock clock) {
        this.objects = objects;
        this.budgets = budgets;
        this.claims = claims;
        this.clock = clock;
    }

    /** The live StatefulSet of the service; another's under its name is none. */
    public Optional<JsonNode> statefulSet(LiveService service) {
        return child(service, ObjectKind.STATEFUL_SET, service.names().statefulSet())
                .filter(set -> Trees.isControlledBy(set, service.uid()));
    }

    /** Whether no newer generation of the service exists than the one that was looked at. */
    boolean isNewest(LiveService service) {
        return objects.get(service.ref())
                .filter(live -> Trees.generation(live) == service.head().generation())
                .isPresent();
    }

    /** The plan, or why there can be none as long as something about the running servers is unknown. */
    public Parsed<Plan> plan(LiveService service, ValidService wanted, Optional<JsonNode> statefulSet) {
        boolean userHasBudget = budgets.userHasOne(wanted);
        JsonNode configMap = child(
                        service, ObjectKind.CONFIG_MAP, service.names().configMap())
                .orElse(JsonNodeFactory.instance.missingNode());
        if (statefulSet.isEmpty()) {
            return Parsed.of(withoutServers(wanted, configMap, userHasBudget));
        }
        return RunningService.of(statefulSet.get(), configMap, wanted)
                .map(running -> plan(ChangePolicy.decide(wanted, running), statefulSet.get(), userHasBudget));
    }

    /** A new service; or one whose StatefulSet is lost, whose messages must be readable by the one that takes its place. */
    private Plan withoutServers(ValidService wanted, JsonNode configMap, boolean userHasBudget) {
        Running nothing = new Running(0, userHasBudget, Optional.empty());
        List<JsonNode> volumes = claims.of(wanted.names());
        Decision decision = volumes.stream()
                .flatMap(claim -> RunningService.ofRemains(configMap, claim, wanted).stream())
                .findFirst()
                .map(remains -> ChangePolicy.decide(wanted, remains))
                .orElseGet(() -> new Decision(wanted, List.of(), false));
        return new Plan(
                decision.effective(), nothing, false, !volumes.isEmpty(), decision.held(), decision.heldEncryption());
    }

    private Plan plan(Decision decision, JsonNode statefulSet, boolean userHasBudget) {
        Running running = new Running(Steps.partition(statefulSet), userHasBudget, Optional.empty());
        KeptTemplate template = decision.keepsTemplate()
                ? KeptTemplate.of(decision.effective(), running, statefulSet)
                : KeptTemplate.NONE;
        List<HeldChange> held = new ArrayList<>(decision.held());
        template.change().ifPresent(held::add);
        dueCertificates(decision.effective()).ifPresent(held::add);
        return new Plan(
                decision.effective(),
                new Running(running.partition(), userHasBudget, template.live()),
                true,
                true,
                held,
                decision.heldEncryption());
    }

    private Optional<HeldChange> dueCertificates(ValidService service) {
        ObjectRef secret = new ObjectRef(
                ObjectKind.SECRET, service.names().namespace(), service.names().serverSecret());
        // Without TLS nobody looks at them.
        return Optional.of(secret)
                .filter(ref -> service.spec().tlsEnabled())
                .flatMap(objects::get)
                .map(live -> Trees.annotation(live, Annotations.CERTIFICATES_EXPIRE))
                .flatMap(expires -> CertificateRenewal.due(service, expires, clock.instant()));
    }

    private Optional<JsonNode> child(LiveService service, ObjectKind kind, String name) {
        return objects.get(new ObjectRef(kind, service.names().namespace(), name));
    }
}
