package dev.numaflow.isbsvc.local.watching;

import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Records Events for what a stand-in rejects; the same message about the same object once. */
public final class Events {
    private final KubernetesClient client;
    private final String component;
    private final Set<String> reported = ConcurrentHashMap.newKeySet();

    public Events(KubernetesClient client, String component) {
        this.client = client;
        this.component = component;
    }

    public void warn(HasMetadata about, String reason, String message) {
        if (!reported.add(about.getMetadata().getUid() + " " + reason + " " + message)) {
            return;
        }
        String now = Instant.now().toString();
        client.resource(new EventBuilder()
                        .withNewMetadata()
                        .withGenerateName(about.getMetadata().getName() + ".")
                        .withNamespace(about.getMetadata().getNamespace())
                        .endMetadata()
                        .withType("Warning")
                        .withReason(reason)
                        .withMessage(message)
                        .withNewSource(component, null)
                        .withFirstTimestamp(now)
                        .withLastTimestamp(now)
                        .withCount(1)
                        .withNewInvolvedObject()
                        .withApiVersion(about.getApiVersion())
                        .withKind(about.getKind())
                        .withName(about.getMetadata().getName())
                        .withNamespace(about.getMetadata().getNamespace())
                        .withUid(about.getMetadata().getUid())
                        .endInvolvedObject()
                        .build())
                .create();
    }
}
