package dev.numaflow.isbsvc.local.manifests;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** All manifests of the system, read strictly: a kind or field that is not supported here is rejected. */
public final class Installation {
    private final List<Document> clusterObjects = new ArrayList<>();
    private final List<Document> parts = new ArrayList<>();
    private final List<Broker> brokers = new ArrayList<>();
    private final List<Trigger> triggers = new ArrayList<>();
    private final List<ApiServerSource> sources = new ArrayList<>();
    private final List<PingSource> pings = new ArrayList<>();
    private final List<FunctionService> functions = new ArrayList<>();
    private final List<ObjectName> serviceAccounts = new ArrayList<>();
    private final List<ClusterRole> roles = new ArrayList<>();
    private final List<ClusterRoleBinding> bindings = new ArrayList<>();
    private final List<Role> namespacedRoles = new ArrayList<>();
    private final List<RoleBinding> namespacedBindings = new ArrayList<>();

    private static final Map<String, BiConsumer<Installation, Document>> KINDS = new TreeMap<>(Map.ofEntries(
            kind("eventing.knative.dev/v1 Broker", Broker::read, i -> i.brokers),
            kind("eventing.knative.dev/v1 Trigger", Trigger::read, i -> i.triggers),
            kind("sources.knative.dev/v1 ApiServerSource", ApiServerSource::read, i -> i.sources),
            kind("sources.knative.dev/v1 PingSource", PingSource::read, i -> i.pings),
            kind("serving.knative.dev/v1 Service", FunctionService::read, i -> i.functions),
            clusterKind("v1 ServiceAccount", ObjectName::read, i -> i.serviceAccounts),
            clusterKind("rbac.authorization.k8s.io/v1 ClusterRole", ClusterRole::read, i -> i.roles),
            clusterKind("rbac.authorization.k8s.io/v1 ClusterRoleBinding", ClusterRoleBinding::read, i -> i.bindings),
            clusterKind("rbac.authorization.k8s.io/v1 Role", Role::read, i -> i.namespacedRoles),
            clusterKind("rbac.authorization.k8s.io/v1 RoleBinding", RoleBinding::read, i -> i.namespacedBindings),
            // The API server itself enforces these.
            apiServerKind("v1 Namespace"),
            apiServerKind("apiextensions.k8s.io/v1 CustomResourceDefinition"),
            apiServerKind("admissionregistration.k8s.io/v1 ValidatingAdmissionPolicy"),
            apiServerKind("admissionregistration.k8s.io/v1 ValidatingAdmissionPolicyBinding")));

    private Installation() {}

    /** Reads a kustomize folder. */
    public static Installation read(Path folder) {
        return of(Kustomization.build(folder));
    }

    static Installation of(List<Document> documents) {
        Installation installation = new Installation();
        for (Document document : documents) {
            String kind = document.apiVersion() + " " + document.kind();
            BiConsumer<Installation, Document> reader = KINDS.get(kind);
            if (reader == null) {
                throw FieldPath.rootOf(document.file()).field("kind").refuse(kind, "one of " + KINDS.keySet());
            }
            reader.accept(installation, document);
        }
        return installation;
    }

    /** A kind of Knative's with a stand-in here. */
    private static <T> Map.Entry<String, BiConsumer<Installation, Document>> kind(
            String kind, Function<Fields, T> reader, Function<Installation, List<T>> list) {
        return Map.entry(kind, (installation, document) -> {
            list.apply(installation).add(document.read(reader));
            installation.parts.add(document);
        });
    }

    private static Map.Entry<String, BiConsumer<Installation, Document>> apiServerKind(String kind) {
        return Map.entry(kind, (installation, document) -> installation.clusterObjects.add(document));
    }

    /** A kind that is checked here and then applied to the API server, which enforces it. */
    private static <T> Map.Entry<String, BiConsumer<Installation, Document>> clusterKind(
            String kind, Function<Fields, T> reader, Function<Installation, List<T>> list) {
        return Map.entry(kind, (installation, document) -> {
            list.apply(installation).add(document.read(reader));
            installation.clusterObjects.add(document);
        });
    }

    /** The objects that are applied before anything else starts: namespaces, resource definitions and their guard, identities. */
    public List<Document> clusterObjects() {
        return List.copyOf(clusterObjects);
    }

    /** The objects of Knative's types, each run by a stand-in. */
    public List<Document> parts() {
        return List.copyOf(parts);
    }

    public List<Broker> brokers() {
        return List.copyOf(brokers);
    }

    public List<Trigger> triggers() {
        return List.copyOf(triggers);
    }

    public List<ApiServerSource> sources() {
        return List.copyOf(sources);
    }

    public List<PingSource> pings() {
        return List.copyOf(pings);
    }

    public List<FunctionService> functions() {
        return List.copyOf(functions);
    }

    public List<ObjectName> serviceAccounts() {
        return List.copyOf(serviceAccounts);
    }

    public List<ClusterRole> roles() {
        return List.copyOf(roles);
    }

    /** Roles of one namespace. */
    public List<Role> namespacedRoles() {
        return List.copyOf(namespacedRoles);
    }

    public List<RoleBinding> namespacedBindings() {
        return List.copyOf(namespacedBindings);
    }

    public List<ClusterRoleBinding> bindings() {
        return List.copyOf(bindings);
    }
}
