package dev.numaflow.isbsvc.local.controllers;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.util.List;
import java.util.Optional;

/** Ownership of objects, by uid: a name alone may mean a later object. */
final class Ownership {
    private Ownership() {}

    static OwnerReference controlledBy(HasMetadata owner) {
        return new OwnerReferenceBuilder(ownedBy(owner))
                .withController(true)
                .withBlockOwnerDeletion(true)
                .build();
    }

    /** An owner reference for garbage collection only, without controller. */
    static OwnerReference ownedBy(HasMetadata owner) {
        return new OwnerReferenceBuilder()
                .withApiVersion(owner.getApiVersion())
                .withKind(owner.getKind())
                .withName(owner.getMetadata().getName())
                .withUid(owner.getMetadata().getUid())
                .build();
    }

    static List<OwnerReference> owners(HasMetadata object) {
        List<OwnerReference> owners = object.getMetadata().getOwnerReferences();
        return owners == null ? List.of() : owners;
    }

    static boolean isControlled(HasMetadata object, HasMetadata owner) {
        return controllerUid(object)
                .filter(uid -> uid.equals(owner.getMetadata().getUid()))
                .isPresent();
    }

    static Optional<String> controllerUid(HasMetadata object) {
        return owners(object).stream()
                .filter(owner -> Boolean.TRUE.equals(owner.getController()))
                .map(OwnerReference::getUid)
                .findFirst();
    }
}
