package dev.numaflow.isbsvc.rendering.model;

import io.fabric8.kubernetes.api.model.AppArmorProfile;
import io.fabric8.kubernetes.api.model.ConfigMapKeySelector;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelector;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.ObjectFieldSelector;
import io.fabric8.kubernetes.api.model.PodAffinityTerm;
import io.fabric8.kubernetes.api.model.PodResourceClaim;
import io.fabric8.kubernetes.api.model.PreferredSchedulingTerm;
import io.fabric8.kubernetes.api.model.ResourceClaim;
import io.fabric8.kubernetes.api.model.ResourceFieldSelector;
import io.fabric8.kubernetes.api.model.SeccompProfile;
import io.fabric8.kubernetes.api.model.SecretKeySelector;
import io.fabric8.kubernetes.api.model.Sysctl;
import io.fabric8.kubernetes.api.model.WeightedPodAffinityTerm;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Rules of Numaflow's CRD for fields of Kubernetes types that their Java classes lack: the reader of specs validates with them, and
 * the CRD is generated from them.
 */
public final class KubernetesFields {

    /** The pattern of a quantity. */
    public static final String QUANTITY =
            "^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))))?$";

    private static final Map<Class<?>, List<String>> REQUIRED = Map.ofEntries(
            Map.entry(EnvVar.class, List.of("name")),
            Map.entry(SecretKeySelector.class, List.of("key")),
            Map.entry(ConfigMapKeySelector.class, List.of("key")),
            Map.entry(ObjectFieldSelector.class, List.of("fieldPath")),
            Map.entry(ResourceFieldSelector.class, List.of("resource")),
            Map.entry(ResourceClaim.class, List.of("name")),
            Map.entry(PodResourceClaim.class, List.of("name")),
            Map.entry(Sysctl.class, List.of("name", "value")),
            Map.entry(SeccompProfile.class, List.of("type")),
            Map.entry(AppArmorProfile.class, List.of("type")),
            Map.entry(NodeSelector.class, List.of("nodeSelectorTerms")),
            Map.entry(NodeSelectorRequirement.class, List.of("key", "operator")),
            Map.entry(LabelSelectorRequirement.class, List.of("key", "operator")),
            Map.entry(PreferredSchedulingTerm.class, List.of("preference", "weight")),
            Map.entry(PodAffinityTerm.class, List.of("topologyKey")),
            Map.entry(WeightedPodAffinityTerm.class, List.of("podAffinityTerm", "weight")),
            Map.entry(ServiceStatus.SecretKey.class, List.of("key")));

    /** Newer than Numaflow's CRD, and of no use where a pod has no such volume. */
    private static final Map<Class<?>, Set<String>> UNKNOWN = Map.of(EnvVarSource.class, Set.of("fileKeyRef"));

    private KubernetesFields() {}

    /** The required fields of the type. */
    public static List<String> required(Class<?> type) {
        return REQUIRED.getOrDefault(type, List.of());
    }

    /** Whether the field may be set at all. */
    public static boolean isKnown(Class<?> type, String field) {
        return !UNKNOWN.getOrDefault(type, Set.of()).contains(field);
    }
}
