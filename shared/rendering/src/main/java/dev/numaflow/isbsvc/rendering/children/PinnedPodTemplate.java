package dev.numaflow.isbsvc.rendering.children;

import io.fabric8.kubernetes.api.model.PodTemplateSpec;

/**
 * Pods that stay as they are, whatever is rendered.
 *
 * @param template the live one, with what the API server added
 * @param rendered the digest of the rendering that it comes from
 */
public record PinnedPodTemplate(PodTemplateSpec template, String rendered) {}
