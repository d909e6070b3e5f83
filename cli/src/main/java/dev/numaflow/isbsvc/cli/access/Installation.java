package dev.numaflow.isbsvc.cli.access;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Where the functions are, and what they serve, as the rights of `repair` say.
 *
 * @param namespace their own
 * @param served the one namespace in which they have rights; nothing where they have them in the whole cluster
 */
public record Installation(String namespace, Optional<String> served) {

    private static final String RBAC = "rbac.authorization.k8s.io/v1";
    private static final ApiKind OF_THE_CLUSTER = new ApiKind(RBAC, "ClusterRoleBinding", null);
    private static final ApiKind OF_A_NAMESPACE = new ApiKind(RBAC, "RoleBinding", null);
    private static final Installation AS_SHIPPED = new Installation(Installed.NAMESPACE, Optional.empty());

    /** The one of this cluster; as it is shipped where there is none. */
    public static Installation of(Api api) {
        return api.get(OF_THE_CLUSTER.path(Installed.HEARTBEAT))
                .map(binding -> Optional.of(new Installation(subject(binding), Optional.empty())))
                .orElse(Optional.empty(), why -> {})
                .filter(found -> !found.namespace.isEmpty())
                .or(() -> ofOneNamespace(api))
                .orElse(AS_SHIPPED);
    }

    /** Bound in the served namespace, to an account of another; what is bound beside the account are its own Leases. */
    private static Optional<Installation> ofOneNamespace(Api api) {
        return api.get(OF_A_NAMESPACE.path() + "?fieldSelector=metadata.name%3D" + Installed.HEARTBEAT)
                .map(list -> StreamSupport.stream(list.path("items").spliterator(), false))
                .orElse(Stream.empty(), why -> {})
                .map(binding -> new Installation(subject(binding), Optional.of(namespace(binding))))
                .filter(found -> !found.served.orElseThrow().equals(found.namespace))
                .findFirst();
    }

    private static String subject(JsonNode binding) {
        return binding.at("/subjects/0/namespace").asText();
    }

    private static String namespace(JsonNode binding) {
        return binding.at("/metadata/namespace").asText();
    }
}
