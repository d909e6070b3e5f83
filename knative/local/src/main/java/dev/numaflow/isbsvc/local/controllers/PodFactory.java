package dev.numaflow.isbsvc.local.controllers;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Builds the pod and the claims of an ordinal; writes nothing. */
record PodFactory(StatefulSet set) {
    private static final KubernetesSerialization JSON = new KubernetesSerialization();
    private static final String REVISION = "controller-revision-hash";

    String podName(int ordinal) {
        return set.getMetadata().getName() + "-" + ordinal;
    }

    /** The ordinal of a pod of this set; -1 for any other. */
    int ordinal(Pod pod) {
        Matcher name = Pattern.compile(Pattern.quote(set.getMetadata().getName()) + "-(0|[1-9][0-9]{0,5})")
                .matcher(pod.getMetadata().getName());
        boolean controlled = pod.getOwnerReferenceFor(set)
                .filter(owner -> Boolean.TRUE.equals(owner.getController()))
                .isPresent();
        return controlled && name.matches() ? Integer.parseInt(name.group(1)) : -1;
    }

    /** The revision of the set's pod template. */
    String revision() {
        byte[] template = JSON.asJson(set.getSpec().getTemplate()).getBytes(StandardCharsets.UTF_8);
        return set.getMetadata().getName() + "-"
                + UUID.nameUUIDFromBytes(template).toString().substring(0, 8);
    }

    boolean isOfRevision(Pod pod, String revision) {
        return pod.getMetadata().getLabels() != null
                && revision.equals(pod.getMetadata().getLabels().get(REVISION));
    }

    Pod pod(int ordinal) {
        PodTemplateSpec template = set.getSpec().getTemplate();
        ObjectMeta meta = template.getMetadata() == null ? new ObjectMeta() : template.getMetadata();
        Map<String, String> labels = new HashMap<>(meta.getLabels() == null ? Map.of() : meta.getLabels());
        labels.put(REVISION, revision());
        labels.put("statefulset.kubernetes.io/pod-name", podName(ordinal));
        labels.put("apps.kubernetes.io/pod-index", String.valueOf(ordinal));
        return new PodBuilder()
                .withNewMetadata()
                .withName(podName(ordinal))
                .withNamespace(set.getMetadata().getNamespace())
                .withLabels(labels)
                .withAnnotations(meta.getAnnotations())
                .withFinalizers(meta.getFinalizers())
                .withOwnerReferences(new OwnerReferenceBuilder()
                        .withApiVersion(set.getApiVersion())
                        .withKind(set.getKind())
                        .withName(set.getMetadata().getName())
                        .withUid(set.getMetadata().getUid())
                        .withController(true)
                        .withBlockOwnerDeletion(true)
                        .build())
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
        List<String> claimed = claimTemplates().stream()
                .map(claim -> claim.getMetadata().getName())
                .toList();
        Stream<Volume> ofClaims = claimed.stream().map(name -> new VolumeBuilder()
                .withName(name)
                .withNewPersistentVolumeClaim(name + "-" + podName(ordinal), false)
                .build());
        Stream<Volume> others =
                template.getSpec().getVolumes().stream().filter(volume -> !claimed.contains(volume.getName()));
        return Stream.concat(ofClaims, others).toList();
    }

    List<PersistentVolumeClaim> claims(int ordinal) {
        return claimTemplates().stream()
                .map(template -> new PersistentVolumeClaimBuilder()
                        .withNewMetadata()
                        .withName(template.getMetadata().getName() + "-" + podName(ordinal))
                        .withNamespace(set.getMetadata().getNamespace())
                        .withLabels(template.getMetadata().getLabels())
                        .addToLabels(set.getSpec().getSelector().getMatchLabels())
                        .withAnnotations(template.getMetadata().getAnnotations())
                        .endMetadata()
                        .withSpec(template.getSpec())
                        .build())
                .toList();
    }

    private List<PersistentVolumeClaim> claimTemplates() {
        List<PersistentVolumeClaim> templates = set.getSpec().getVolumeClaimTemplates();
        return templates == null ? List.of() : templates;
    }
}
