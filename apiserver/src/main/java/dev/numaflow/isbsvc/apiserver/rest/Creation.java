package dev.numaflow.isbsvc.apiserver.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.apiserver.fields.FieldOwnership;
import dev.numaflow.isbsvc.apiserver.fields.ManagedFields;
import dev.numaflow.isbsvc.apiserver.json.Metadata;
import dev.numaflow.isbsvc.apiserver.storage.ObjectKey;
import dev.numaflow.isbsvc.apiserver.types.ResourceType;
import dev.numaflow.isbsvc.apiserver.validation.Validation;
import java.security.SecureRandom;
import java.util.List;
import java.util.UUID;

/** Creates objects. */
final class Creation {
    private static final String SUFFIX_LETTERS = "bcdfghjklmnpqrstvwxz2456789";
    private static final int SUFFIX_LENGTH = 5;
    private static final int PREFIX_LENGTH = 58;

    private final Cluster cluster;
    private final SecureRandom random = new SecureRandom();

    Creation(Cluster cluster) {
        this.cluster = cluster;
    }

    /** POST of an object to its collection. */
    ObjectNode create(Target target, ObjectNode object, WriteOptions options) {
        cluster.decoding().decode(object, target.type(), options);
        name(object, target);
        return cluster.store().exclusively(() -> {
            ManagedFields managed = ownership(target.type())
                    .update(
                            cluster.decoding().nothing(target.type()),
                            prepared(object, target.type()),
                            new ManagedFields(),
                            ManagedFields.Manager.updating(
                                    options.fieldManager(), target.type().apiVersion(), ""));
            return store(target, object, managed, options);
        });
    }

    /** Stores a decoded new object whose field managers are known. */
    ObjectNode store(Target target, ObjectNode object, ManagedFields managed, WriteOptions options) {
        ResourceType type = target.type();
        ObjectKey key = new ObjectKey(target.namespace(), Metadata.name(object));
        cluster.containment().requireOpen(type, key);
        if (cluster.store().get(type.storage(), key).isPresent()) {
            throw Failures.alreadyExists(type, key.name());
        }
        identify(object, type, key);
        cluster.assigned().complete(object, type, cluster.now());
        managed.writeTo(object);
        Validation.ofNew(object, type);
        if (options.dryRun()) {
            return object;
        }
        ObjectNode stored = cluster.store().put(type.storage(), key, object);
        cluster.containment().stored(type, stored);
        return stored;
    }

    /** Without what a creator cannot set: the status of a type with a status subresource. */
    ObjectNode prepared(ObjectNode object, ResourceType type) {
        if (type.hasStatus()) {
            object.remove("status");
            cluster.decoding().complete(object, type);
        }
        return object;
    }

    FieldOwnership ownership(ResourceType type) {
        return new FieldOwnership(type.schema(), type.apiVersion(), cluster.now());
    }

    private void name(ObjectNode object, Target target) {
        ObjectNode metadata = Metadata.of(object);
        if (!Metadata.resourceVersion(object).isEmpty()) {
            throw Failures.unexpected("resourceVersion should not be set on objects to be created");
        }
        String prefix = metadata.path("generateName").asText();
        if (Metadata.name(object).isEmpty() && !prefix.isEmpty()) {
            metadata.put("name", prefix.substring(0, Math.min(prefix.length(), PREFIX_LENGTH)) + suffix());
        }
        requireNamespace(object, target);
        cluster.decoding().complete(object, target.type());
    }

    static void requireNamespace(ObjectNode object, Target target) {
        String namespace = Metadata.namespace(object);
        if (!namespace.isEmpty() && !namespace.equals(target.namespace())) {
            throw Failures.badRequest(
                    "the namespace of the provided object does not match the namespace sent on the request");
        }
        if (target.type().namespaced()) {
            Metadata.of(object).put("namespace", target.namespace());
        }
    }

    private void identify(ObjectNode object, ResourceType type, ObjectKey key) {
        ObjectNode metadata = Metadata.of(object);
        metadata.remove(List.of(
                "deletionTimestamp", "deletionGracePeriodSeconds", "selfLink", "generation", "resourceVersion"));
        metadata.put("name", key.name()).put("uid", UUID.randomUUID().toString());
        metadata.put("creationTimestamp", cluster.now());
        if (Generation.counted(type)) {
            metadata.put("generation", 1);
        }
        if (type.namespaced()) {
            metadata.put("namespace", key.namespace());
        }
    }

    private String suffix() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < SUFFIX_LENGTH; i++) {
            text.append(SUFFIX_LETTERS.charAt(random.nextInt(SUFFIX_LETTERS.length())));
        }
        return text.toString();
    }
}
