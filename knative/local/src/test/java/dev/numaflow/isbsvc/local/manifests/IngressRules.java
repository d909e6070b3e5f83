package dev.numaflow.isbsvc.local.manifests;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import java.util.List;
import java.util.Map;

/** Decides, as Kubernetes defines it, who may connect where some NetworkPolicies are. */
record IngressRules(List<NetworkPolicy> policies) {

    /** A pod as policies select it. */
    record TestPod(String namespace, Map<String, String> labels) {

        private Map<String, String> namespaceLabels() {
            return Map.of("kubernetes.io/metadata.name", namespace);
        }
    }

    boolean allow(TestPod from, TestPod to, int port) {
        List<NetworkPolicy> selecting = policies.stream()
                .filter(policy -> policy.getMetadata().getNamespace().equals(to.namespace())
                        && policy.getSpec().getPolicyTypes().contains("Ingress")
                        && selects(policy.getSpec().getPodSelector(), to.labels()))
                .toList();
        return selecting.isEmpty()
                || selecting.stream().anyMatch(policy -> policy.getSpec().getIngress().stream()
                        .anyMatch(rule -> opens(rule, port)
                                && rule.getFrom().stream().anyMatch(peer -> isFrom(peer, from, to.namespace()))));
    }

    private static boolean opens(NetworkPolicyIngressRule rule, int port) {
        return rule.getPorts().stream()
                .anyMatch(open -> open.getProtocol().equals("TCP")
                        && open.getEndPort() == null
                        && new IntOrString(port).equals(open.getPort()));
    }

    /** Without a selector of namespaces it is a pod of the policy's own. */
    private static boolean isFrom(NetworkPolicyPeer peer, TestPod from, String own) {
        boolean there = peer.getNamespaceSelector() == null
                ? from.namespace().equals(own)
                : selects(peer.getNamespaceSelector(), from.namespaceLabels());
        return there && (peer.getPodSelector() == null || selects(peer.getPodSelector(), from.labels()));
    }

    private static boolean selects(LabelSelector selector, Map<String, String> labels) {
        Map<String, String> equal = selector.getMatchLabels() == null ? Map.of() : selector.getMatchLabels();
        return labels.entrySet().containsAll(equal.entrySet())
                && selector.getMatchExpressions().stream().allMatch(expression -> fits(expression, labels));
    }

    private static boolean fits(LabelSelectorRequirement expression, Map<String, String> labels) {
        if (!expression.getOperator().equals("In")) {
            throw new IllegalArgumentException("not used by our policies: " + expression.getOperator());
        }
        return expression.getValues().contains(labels.get(expression.getKey()));
    }
}
