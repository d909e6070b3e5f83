package dev.numaflow.isbsvc.rendering.children;

import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Kinds;
import dev.numaflow.isbsvc.rendering.naming.Labels;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;

/** The metadata of every child: its owner, the generation it was rendered from and the version of the renderer. */
final class Metadata {

    /** Incremented when the renderers change their output; an older one never overwrites a newer one's child. */
    static final int RENDERER_VERSION = 1;

    private Metadata() {}

    static ObjectMeta of(ValidService service, String name) {
        return withoutOwner(service, name)
                .addToAnnotations(
                        Annotations.GENERATION, Long.toString(service.owner().generation()))
                .addToAnnotations(Annotations.RENDERER, Integer.toString(RENDERER_VERSION))
                .addNewOwnerReference()
                .withApiVersion(Kinds.API_VERSION)
                .withKind(Kinds.SERVICE)
                .withName(service.owner().name())
                .withUid(service.owner().uid())
                .withController(true)
                .withBlockOwnerDeletion(true)
                .endOwnerReference()
                .build();
    }

    /** For the key Secret, which must outlive the service's other children. */
    static ObjectMetaBuilder withoutOwner(ValidService service, String name) {
        return new ObjectMetaBuilder()
                .withName(name)
                .withNamespace(service.names().namespace())
                .withLabels(Labels.of(service.names()));
    }
}
