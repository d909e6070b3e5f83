package dev.numaflow.isbsvc.rendering.children;

import dev.numaflow.isbsvc.rendering.input.Shown;
import dev.numaflow.isbsvc.rendering.model.ContainerTemplate;
import dev.numaflow.isbsvc.rendering.model.JetStreamSpec;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Maps a field of the rendered StatefulSet to the field of the service it comes from, so that messages name what users wrote. */
public final class FieldOrigin {

    private static final String SPEC = "spec.jetstream.";
    private static final String POD = "spec.template.spec.";
    /** The API server leaves {@code metadata} out of the path when it refuses labels or annotations. */
    private static final Pattern METADATA =
            Pattern.compile("spec\\.template\\.(?:metadata\\.)?((?:labels|annotations)\\b.*)", Pattern.DOTALL);

    private static final Pattern CONTAINER =
            Pattern.compile("spec\\.template\\.spec\\.containers\\[([012])\\]\\.(.*)", Pattern.DOTALL);
    private static final Pattern ITEM = Pattern.compile("env\\[([0-9]{1,9})\\](.*)", Pattern.DOTALL);
    private static final List<String> TEMPLATES =
            List.of("containerTemplate", "reloaderContainerTemplate", "metricsContainerTemplate");
    private static final Pattern OF_THE_USER = Pattern.compile(
            "(resources|securityContext|envFrom|imagePullPolicy|readinessProbe|livenessProbe)\\b.*", Pattern.DOTALL);
    private static final Pattern OF_THE_POD = Pattern.compile(
            "(nodeSelector|tolerations|securityContext|imagePullSecrets|priorityClassName|priority|affinity"
                    + "|serviceAccountName|automountServiceAccountToken|runtimeClassName|dnsPolicy|dnsConfig"
                    + "|resourceClaims)\\b.*",
            Pattern.DOTALL);
    private static final Pattern CLAIM =
            Pattern.compile("spec\\.volumeClaimTemplates\\[0\\]\\.spec\\.(\\w+)\\b.*", Pattern.DOTALL);
    private static final int MOST_CAUSES = 10;
    private static final int LONGEST_CAUSE = 400;

    private final JetStreamSpec spec;
    private final List<Container> containers;

    private FieldOrigin(JetStreamSpec spec, List<Container> containers) {
        this.spec = spec;
        this.containers = containers;
    }

    /** The mapping for the StatefulSet rendered from this service. */
    public static FieldOrigin of(ValidService service, HasMetadata statefulSet) {
        return new FieldOrigin(
                service.spec(),
                ((StatefulSet) statefulSet).getSpec().getTemplate().getSpec().getContainers());
    }

    /** The API server's message with the user's paths; its length is bounded because it quotes values. */
    public String message(List<FieldCause> causes) {
        List<String> texts = causes.stream()
                .map(cause -> Shown.cut(path(cause.field()) + ": " + cause.message(), LONGEST_CAUSE))
                .toList();
        return Shown.list(texts, MOST_CAUSES, "; ", "; and %d more");
    }

    /** The path of the user's field; a field that users do not set keeps its path in the StatefulSet. */
    public String path(String rendered) {
        Matcher container = CONTAINER.matcher(rendered);
        if (container.matches()) {
            return ofContainer(Integer.parseInt(container.group(1)), container.group(2), rendered);
        }
        Matcher claim = CLAIM.matcher(rendered);
        if (claim.matches()) {
            return SPEC + "persistence." + persistence(claim.group(1));
        }
        Matcher metadata = METADATA.matcher(rendered);
        if (metadata.matches()) {
            return SPEC + "metadata." + metadata.group(1);
        }
        if (rendered.startsWith(POD)
                && OF_THE_POD.matcher(rendered.substring(POD.length())).matches()) {
            return SPEC + rendered.substring(POD.length());
        }
        return rendered.equals("spec.replicas") ? SPEC + "replicas" : rendered;
    }

    private String ofContainer(int index, String field, String rendered) {
        String template = SPEC + TEMPLATES.get(index) + ".";
        Matcher variable = ITEM.matcher(field);
        if (variable.matches()) {
            int own = Integer.parseInt(variable.group(1)) - ours(index);
            return own < 0 ? rendered : template + "env[" + own + "]" + variable.group(2);
        }
        if (OF_THE_USER.matcher(field).matches()) {
            return template + field;
        }
        if (index == 0 && field.startsWith("args")) {
            return SPEC + "startArgs" + field.substring("args".length());
        }
        return field.equals("image") ? SPEC + "version" : rendered;
    }

    /** Rendered variables precede those of the user. */
    private int ours(int index) {
        ContainerTemplate template =
                switch (index) {
                    case 0 -> spec.containerTemplateOrEmpty();
                    case 1 -> spec.reloaderContainerTemplateOrEmpty();
                    default -> spec.metricsContainerTemplateOrEmpty();
                };
        return containers.get(index).getEnv().size() - template.envOrEmpty().size();
    }

    private static String persistence(String field) {
        return switch (field) {
            case "storageClassName" -> field;
            case "accessModes" -> "accessMode";
            default -> "volumeSize";
        };
    }
}
