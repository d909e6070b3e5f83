package dev.numaflow.isbsvc.rendering.children;

import dev.numaflow.isbsvc.rendering.model.JetStreamSpec;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Digest;
import dev.numaflow.isbsvc.rendering.naming.Labels;
import dev.numaflow.isbsvc.rendering.settings.Settings;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;

/** The pod template: three containers, their volumes, and the user's scheduling settings. */
final class PodTemplate {

    private static final long BEYOND_LAME_DUCK_SECONDS = 30;

    private PodTemplate() {}

    static PodTemplateSpec render(ValidService service) {
        return new PodTemplateSpecBuilder()
                .withMetadata(metadata(service))
                .withSpec(spec(service))
                .build();
    }

    private static ObjectMeta metadata(ValidService service) {
        JetStreamSpec spec = service.spec();
        return new ObjectMetaBuilder()
                .withAnnotations(spec.metadataOrEmpty().annotationsOrEmpty())
                .addToAnnotations(Annotations.START_SETTINGS, startSettings(service))
                .withLabels(spec.metadataOrEmpty().labelsOrEmpty())
                .addToLabels(Labels.of(service.names()))
                .build();
    }

    /** Servers reject a reload that changes these settings, so a change has to replace the pods. */
    private static String startSettings(ValidService service) {
        Settings settings = service.settings();
        String stores = settings.maxMemoryStore() + "|" + settings.maxFileStore();
        // Settings left at the servers' defaults are omitted, so that existing pods keep the digest from before the
        // setting
        // existed.
        if (settings.maxPending().isPresent()) {
            stores += "|" + settings.maxPending().getAsLong();
        }
        if (!settings.syncInterval().isDefault()) {
            stores += "|" + settings.syncInterval().text();
        }
        if (!service.tls().isSettled()) {
            stores += service.tls().isOffered() ? "|plain and TLS" : "|certificates";
        }
        return Digest.sha256(stores);
    }

    private static PodSpec spec(ValidService service) {
        return placed(service.spec(), new PodSpecBuilder())
                .withShareProcessNamespace(true)
                .withTerminationGracePeriodSeconds(ServerConf.LAME_DUCK_SECONDS + BEYOND_LAME_DUCK_SECONDS)
                .withTopologySpreadConstraints(TopologySpread.of(service))
                .withContainers(
                        MainContainer.render(service),
                        ReloaderContainer.render(service),
                        MetricsContainer.render(service))
                .withVolumes(Volumes.of(service))
                .build();
    }

    private static PodSpecBuilder placed(JetStreamSpec spec, PodSpecBuilder pod) {
        return pod.withNodeSelector(spec.nodeSelector())
                .withTolerations(spec.tolerations())
                .withAffinity(spec.affinity())
                .withSecurityContext(spec.securityContext())
                .withImagePullSecrets(spec.imagePullSecrets())
                .withPriorityClassName(spec.priorityClassName())
                .withPriority(spec.priority())
                .withServiceAccountName(spec.serviceAccountName())
                .withAutomountServiceAccountToken(spec.automountServiceAccountToken())
                .withRuntimeClassName(spec.runtimeClassName())
                .withDnsPolicy(spec.dnsPolicy())
                .withDnsConfig(spec.dnsConfig())
                .withResourceClaims(spec.resourceClaims());
    }
}
