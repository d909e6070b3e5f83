package dev.numaflow.isbsvc.local.controllers;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Builds the pod and the claims of an ordinal; writes nothing. */
record PodFactory(StatefulSet set, Revisions revisions) {
    String podName(int ordinal) {
        return set.getMetadata().getName() + "-" + ordinal;
    }

    /** The ordinal of a pod's name; -1 if the name is not of this set. */
    int ordinal(Pod pod) {
        var matcher = Pattern.compile(Pattern.quote(set.getMetadata().getName()) + "-(0|[1-9][0-9]{0,5})")
                .matcher(pod.getMetadata().getName());
        return matcher.matches() ? Integer.parseInt(matcher.group(1)) : -1;
    }

    Pod pod(int ordinal, String revision) {
        PodTemplateSpec template = revisions.template(revision);
        ObjectMeta meta = template.getMetadata() == null ? new ObjectMeta() : template.getMetadata();
        Map<String, String> labels = new HashMap<>(meta.getLabels() == null ? Map.of() : meta.getLabels());
        labels.put(Pods.REVISION_LABEL, revision);
        labels.put(Pods.NAME_LABEL, podName(ordinal));
        labels.put(Pods.INDEX_LABEL, String.valueOf(ordinal));
        return new PodBuilder()
                .withNewMetadata()
                .withName(podName(ordinal))
                .withNamespace(set.getMetadata().getNamespace())
                .withLabels(labels)
                .withAnnotations(meta.getAnnotations())
                .withFinalizers(meta.getFinalizers())
                .withOwnerReferences(Ownership.controlledBy(set))
                .endMetadata()
                .withNewSpecLike(template.getSpec())
                .withHostname(podName(ordinal))
                .withSubdomain(set.getSpec().getServiceName())
                .withVolumes(volumes(ordinal, template))
                .endSpec()
                .build();
    }

    /** The claim templates of a set take precedence over volumes of the same name in its pod template. */
    private List<Volume> volumes(int ordinal, PodTemplateSpec template) {
        Set<String> claimed = new HashSet<>();
        List<Volume> ofClaims = claimTemplates().stream()
                .map(claim -> claim.getMetadata().getName())
                .peek(claimed::add)
                .map(name -> new VolumeBuilder()
                        .withName(name)
                        .withNewPersistentVolumeClaim(claimName(name, ordinal), false)
                        .build())
                .toList();
        Stream<Volume> others =
                template.getSpec().getVolumes().stream().filter(volume -> !claimed.contains(volume.getName()));
        return Stream.concat(ofClaims.stream(), others).toList();
    }

    List<PersistentVolumeClaim> claims(int ordinal) {
        return claimTemplates().stream()
                .map(template -> claim(template, ordinal))
                .toList();
    }

    private PersistentVolumeClaim claim(PersistentVolumeClaim template, int ordinal) {
        Map<String, String> labels = new HashMap<>();
        if (template.getMetadata().getLabels() != null) {
            labels.putAll(template.getMetadata().getLabels());
        }
        labels.putAll(set.getSpec().getSelector().getMatchLabels());
        return new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withName(claimName(template.getMetadata().getName(), ordinal))
                .withNamespace(set.getMetadata().getNamespace())
                .withLabels(labels)
                .withAnnotations(template.getMetadata().getAnnotations())
                .endMetadata()
                .withSpec(template.getSpec())
                .build();
    }

    private String claimName(String template, int ordinal) {
        return template + "-" + podName(ordinal);
    }

    private List<PersistentVolumeClaim> claimTemplates() {
        List<PersistentVolumeClaim> templates = set.getSpec().getVolumeClaimTemplates();
        return templates == null ? List.of() : templates;
    }
}
