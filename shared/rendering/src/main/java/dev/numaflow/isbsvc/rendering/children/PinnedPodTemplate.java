package dev.numaflow.isbsvc.rendering.children;

import dev.numaflow.isbsvc.rendering.naming.Annotations;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.Map;
import java.util.Optional;

/**
 * A pod template that is kept, whatever is rendered.
 *
 * @param template the live one, with the API server's defaults
 * @param rendered the digest of the rendering that it comes from
 * @param adopted the digest of the pod template that it stands for, where Numaflow's controller rendered it, or a word where that is
 *     not known yet; empty where it is kept for the messages alone
 */
public record PinnedPodTemplate(PodTemplateSpec template, String rendered, Optional<String> adopted) {

    /** Kept because replacing a pod would lose messages. */
    public PinnedPodTemplate(PodTemplateSpec template, String rendered) {
        this(template, rendered, Optional.empty());
    }

    /** The same with another mark of its adoption. */
    public PinnedPodTemplate adopted(String mark) {
        return new PinnedPodTemplate(template, rendered, Optional.of(mark));
    }

    /** Whether this operator rendered it, however long ago; each of its templates records the settings that servers start with. */
    boolean isOurs() {
        return template.getMetadata() != null
                && Optional.ofNullable(template.getMetadata().getAnnotations())
                        .orElse(Map.of())
                        .containsKey(Annotations.START_SETTINGS);
    }
}
