package dev.numaflow.isbsvc.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.cli.access.Api;
import dev.numaflow.isbsvc.cli.access.Installation;
import dev.numaflow.isbsvc.cli.access.Installed;
import dev.numaflow.isbsvc.cli.access.Reached;
import dev.numaflow.isbsvc.cli.doctor.InstalledCheck.Part;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** Runs all checks, in the order in which one failure explains the next. */
public final class Doctor {

    private static final String MANIFESTS = "knative/manifests";
    private static final String TRIGGERS = "triggers";
    private static final String RBAC = "rbac.authorization.k8s.io/v1";
    private static final String ADMISSION = "admissionregistration.k8s.io/v1";

    private static final List<Part> PARTS = List.of(
            new Part("broker", Installed.EVENTING, "Broker", true, true, TRIGGERS),
            new Part("functions", Installed.SERVING, "Service", true, true, MANIFESTS),
            new Part("triggers", Installed.EVENTING, "Trigger", true, false, TRIGGERS),
            new Part("sources", Installed.SOURCES, "ApiServerSource", true, false, TRIGGERS),
            new Part("clock", Installed.SOURCES, "PingSource", true, true, TRIGGERS),
            new Part("accounts", "v1", "ServiceAccount", false, true, MANIFESTS),
            new Part("roles", RBAC, "ClusterRole", false, false, MANIFESTS),
            new Part("role bindings", RBAC, "ClusterRoleBinding", false, false, MANIFESTS),
            new Part("roles of one namespace", RBAC, "Role", false, false, MANIFESTS),
            new Part("bindings of one namespace", RBAC, "RoleBinding", false, false, MANIFESTS),
            new Part("admission", ADMISSION, "ValidatingAdmissionPolicy", false, false, MANIFESTS),
            new Part("admission bindings", ADMISSION, "ValidatingAdmissionPolicyBinding", false, false, MANIFESTS));

    private final Api api;
    private final Instant now;

    public Doctor(Api api, Instant now) {
        this.api = api;
        this.now = now;
    }

    /** All findings; an unreachable cluster is one finding, not one of each check. */
    public List<Finding> inspect() {
        Reached<JsonNode> version = api.get("/version");
        if (!version.came()) {
            return List.of(Finding.problem(
                    "API server", version.why(), "kubectl cluster-info; kubectl config get-contexts; then --context"));
        }
        return checks().flatMap(check -> check.inspect().stream()).toList();
    }

    private Stream<Check> checks() {
        Installation installation = Installation.of(api);
        String namespace = installation.namespace();
        Shipped shipped = Shipped.read(installation);
        return Stream.of(
                        Stream.of(new DefinitionCheck(api)),
                        PARTS.stream().map(part -> new InstalledCheck(part, api, shipped)),
                        Stream.of(
                                new AdapterCheck(api, namespace),
                                new HeartbeatCheck(api, namespace, now),
                                new ForeignWritersCheck(api, now),
                                new NumaflowCheck(api)))
                .flatMap(some -> some);
    }
}
