package dev.numaflow.isbsvc.rendering.model;

import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.PodDNSConfig;
import io.fabric8.kubernetes.api.model.PodResourceClaim;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;
import java.util.Map;

/**
 * {@code spec.jetstream} of an InterStepBufferService, field by field as Numaflow defines it. An absent field is null; the
 * accessors that end in {@code OrDefault} return the default.
 *
 * @param settings YAML text, merged over the controller's settings
 * @param bufferConfig YAML text, merged over the controller's buffer configuration
 */
public record JetStreamSpec(
        String version,
        Integer replicas,
        PersistenceSpec persistence,
        ContainerTemplate containerTemplate,
        ContainerTemplate reloaderContainerTemplate,
        ContainerTemplate metricsContainerTemplate,
        String settings,
        String bufferConfig,
        List<String> startArgs,
        Boolean encryption,
        Boolean tls,
        PodMetadata metadata,
        Map<String, String> nodeSelector,
        List<Toleration> tolerations,
        PodSecurityContext securityContext,
        List<LocalObjectReference> imagePullSecrets,
        String priorityClassName,
        Integer priority,
        Affinity affinity,
        String serviceAccountName,
        Boolean automountServiceAccountToken,
        String runtimeClassName,
        String dnsPolicy,
        PodDNSConfig dnsConfig,
        List<PodResourceClaim> resourceClaims) {

    /** The nodes of a service whose spec names no number. */
    public static final int DEFAULT_REPLICAS = 3;

    /** The same with another layout of the stored data. */
    public JetStreamSpec with(
            Integer otherReplicas, PersistenceSpec otherPersistence, Boolean otherEncryption, Boolean otherTls) {
        return new JetStreamSpec(
                version,
                otherReplicas,
                otherPersistence,
                containerTemplate,
                reloaderContainerTemplate,
                metricsContainerTemplate,
                settings,
                bufferConfig,
                startArgs,
                otherEncryption,
                otherTls,
                metadata,
                nodeSelector,
                tolerations,
                securityContext,
                imagePullSecrets,
                priorityClassName,
                priority,
                affinity,
                serviceAccountName,
                automountServiceAccountToken,
                runtimeClassName,
                dnsPolicy,
                dnsConfig,
                resourceClaims);
    }

    public int replicasOrDefault() {
        return replicas == null ? DEFAULT_REPLICAS : replicas;
    }

    public boolean encrypted() {
        return Boolean.TRUE.equals(encryption);
    }

    public boolean tlsEnabled() {
        return Boolean.TRUE.equals(tls);
    }

    public boolean persistent() {
        return persistence != null;
    }

    /** Whether there is more than one node, so that the servers form a cluster. */
    public boolean clustered() {
        return replicasOrDefault() > 1;
    }

    public PodMetadata metadataOrEmpty() {
        return metadata == null ? PodMetadata.EMPTY : metadata;
    }

    public ContainerTemplate containerTemplateOrEmpty() {
        return orEmpty(containerTemplate);
    }

    public ContainerTemplate reloaderContainerTemplateOrEmpty() {
        return orEmpty(reloaderContainerTemplate);
    }

    public ContainerTemplate metricsContainerTemplateOrEmpty() {
        return orEmpty(metricsContainerTemplate);
    }

    public List<String> startArgsOrEmpty() {
        return startArgs == null ? List.of() : startArgs;
    }

    private static ContainerTemplate orEmpty(ContainerTemplate template) {
        return template == null ? ContainerTemplate.EMPTY : template;
    }
}
