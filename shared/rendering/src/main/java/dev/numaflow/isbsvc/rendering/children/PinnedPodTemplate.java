package dev.numaflow.isbsvc.rendering.children;

import io.fabric8.kubernetes.api.model.PodTemplateSpec;

/**
 * A pod template that is kept, whatever is rendered.
 *
 * @param template the live one, with the API server's defaults
 * @param rendered the digest of the rendering that it comes from
 */
public record PinnedPodTemplate(PodTemplateSpec template, String rendered) {}
