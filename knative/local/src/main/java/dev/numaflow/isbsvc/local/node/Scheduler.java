package dev.numaflow.isbsvc.local.node;

import dev.numaflow.isbsvc.local.watching.ObjectPath;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.Binding;
import io.fabric8.kubernetes.api.model.BindingBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;

/**
 * Binds pods to the one node. Ignores preferences; a pod with hard requirements on its placement, which one machine cannot meet,
 * stays unschedulable, with the reason.
 */
record Scheduler(KubernetesClient client, UnboundClaims claims) {
    private static final String SCHEDULED = "PodScheduled";
    private static final String ONE_MACHINE = ", allowed: none on one machine";

    static boolean isWaiting(Pod pod) {
        return (pod.getSpec().getNodeName() == null
                        || pod.getSpec().getNodeName().isEmpty())
                && pod.getMetadata().getDeletionTimestamp() == null;
    }

    void place(Pod pod) {
        List<String> demands = new ArrayList<>(demands(pod));
        demands.addAll(claims.demands(pod));
        try {
            if (demands.isEmpty()) {
                bind(pod);
            } else {
                refuse(pod, String.join("; ", demands));
            }
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT && e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
                throw e;
            }
        }
    }

    /** The placement requirements of the pod, each formatted as {@code path: found, allowed}. */
    static List<String> demands(Pod pod) {
        List<String> demands = new ArrayList<>();
        if (pod.getSpec().getNodeSelector() != null
                && !pod.getSpec().getNodeSelector().isEmpty()) {
            demands.add("spec.nodeSelector: found " + pod.getSpec().getNodeSelector() + ONE_MACHINE);
        }
        Affinity affinity = pod.getSpec().getAffinity();
        if (affinity != null && isRequired(affinity)) {
            demands.add("spec.affinity: found a required rule" + ONE_MACHINE);
        }
        if (pod.getSpec().getTopologySpreadConstraints() != null
                && pod.getSpec().getTopologySpreadConstraints().stream()
                        .anyMatch(spread -> !"ScheduleAnyway".equals(spread.getWhenUnsatisfiable()))) {
            demands.add(
                    "spec.topologySpreadConstraints.whenUnsatisfiable: found DoNotSchedule, allowed: ScheduleAnyway");
        }
        return demands;
    }

    private static boolean isRequired(Affinity affinity) {
        boolean node = affinity.getNodeAffinity() != null
                && affinity.getNodeAffinity().getRequiredDuringSchedulingIgnoredDuringExecution() != null;
        boolean apart = affinity.getPodAntiAffinity() != null
                && isFilled(affinity.getPodAntiAffinity().getRequiredDuringSchedulingIgnoredDuringExecution());
        boolean together = affinity.getPodAffinity() != null
                && isFilled(affinity.getPodAffinity().getRequiredDuringSchedulingIgnoredDuringExecution());
        return node || apart || together;
    }

    private static boolean isFilled(List<?> rules) {
        return rules != null && !rules.isEmpty();
    }

    private void bind(Pod pod) {
        String path = ObjectPath.of(pod).uri() + "/binding";
        try {
            client.raw(path, "POST", binding(pod));
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND && e.getCode() != HttpURLConnection.HTTP_BAD_METHOD) {
                throw e;
            }
            // An API server without bindings accepts the node's name in the pod itself.
            client.resource(new PodBuilder(pod)
                            .editSpec()
                            .withNodeName(Node.NAME)
                            .endSpec()
                            .build())
                    .update();
        }
    }

    private static Binding binding(Pod pod) {
        return new BindingBuilder()
                .withNewMetadata()
                .withName(pod.getMetadata().getName())
                .withNamespace(pod.getMetadata().getNamespace())
                .withUid(pod.getMetadata().getUid())
                .endMetadata()
                .withNewTarget()
                .withApiVersion("v1")
                .withKind("Node")
                .withName(Node.NAME)
                .endTarget()
                .build();
    }

    private void refuse(Pod pod, String message) {
        boolean reported = pod.getStatus() != null
                && pod.getStatus().getConditions() != null
                && pod.getStatus().getConditions().stream()
                        .anyMatch(condition -> message.equals(condition.getMessage()));
        if (!reported) {
            client.resource(new PodBuilder(pod)
                            .editOrNewStatus()
                            .withPhase("Pending")
                            .removeMatchingFromConditions(condition -> SCHEDULED.equals(condition.getType()))
                            .addNewCondition()
                            .withType(SCHEDULED)
                            .withStatus("False")
                            .withReason("Unschedulable")
                            .withMessage(message)
                            .endCondition()
                            .endStatus()
                            .build())
                    .updateStatus();
        }
    }
}
