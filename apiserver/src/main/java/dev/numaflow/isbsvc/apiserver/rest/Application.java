package dev.numaflow.isbsvc.apiserver.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.apiserver.fields.FieldConflict;
import dev.numaflow.isbsvc.apiserver.fields.FieldOwnership;
import dev.numaflow.isbsvc.apiserver.fields.FieldOwnership.Applied;
import dev.numaflow.isbsvc.apiserver.fields.ManagedFields;
import dev.numaflow.isbsvc.apiserver.json.Json;
import dev.numaflow.isbsvc.apiserver.json.Metadata;
import dev.numaflow.isbsvc.apiserver.types.ResourceType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Server-side apply. */
final class Application {
    private final Cluster cluster;
    private final Creation creation;
    private final Update update;

    Application(Cluster cluster, Creation creation, Update update) {
        this.cluster = cluster;
        this.creation = creation;
        this.update = update;
    }

    /** The result of an apply, and whether it created the object. */
    record Outcome(ObjectNode object, boolean created) {}

    Outcome apply(Target target, ObjectNode applied, WriteOptions options) {
        requireApplicable(target, applied);
        cluster.decoding().checkApplied(applied, target.type(), options);
        onlyOwnPart(applied, target);
        return cluster.store().exclusively(() -> {
            Optional<ObjectNode> live = cluster.store()
                    .get(target.type().storage(), target.key())
                    .map(object -> Cluster.inVersion(object, target));
            return live.isPresent()
                    ? new Outcome(applyTo(live.get(), target, applied, options), false)
                    : new Outcome(create(target, applied, options), true);
        });
    }

    private ObjectNode applyTo(ObjectNode live, Target target, ObjectNode applied, WriteOptions options) {
        String version = Metadata.resourceVersion(applied);
        if (!version.isEmpty() && !version.equals(Metadata.resourceVersion(live))) {
            throw Failures.stale(target.type(), target.name());
        }
        Applied result = merge(live, target, applied, ManagedFields.of(live), options);
        if (result.unchanged()) {
            return live;
        }
        ObjectNode after = result.object();
        cluster.decoding().decode(after, target.type(), WriteOptions.internal(false));
        Parts.carryOver(live, after, target);
        return update.store(target, live, after, result.managed(), options);
    }

    private ObjectNode create(Target target, ObjectNode applied, WriteOptions options) {
        if (!target.subresource().isEmpty()) {
            throw Failures.notFound(target.type(), target.name());
        }
        if (!Metadata.uid(applied).isEmpty()) {
            throw Failures.conflict(
                    target.type(),
                    target.name(),
                    "uid mismatch: the provided object specified uid " + Metadata.uid(applied)
                            + ", and no existing object was found");
        }
        ObjectNode nothing = cluster.decoding().nothing(target.type());
        Applied result = merge(nothing, target, applied, new ManagedFields(), options);
        ObjectNode object = result.object();
        cluster.decoding().decode(object, target.type(), WriteOptions.internal(false));
        return creation.store(target, creation.prepared(object, target.type()), result.managed(), options);
    }

    private Applied merge(
            ObjectNode live, Target target, ObjectNode applied, ManagedFields managed, WriteOptions options) {
        ResourceType type = target.type();
        FieldOwnership ownership = new FieldOwnership(type.schema(), type.apiVersion(), cluster.now());
        ManagedFields.Manager applier = ManagedFields.Manager.applying(options.fieldManager(), target.subresource());
        try {
            return ownership.apply(live, applied, managed, applier, options.force());
        } catch (FieldConflict e) {
            throw Failures.managerConflict(e.getMessage(), e.causes());
        }
    }

    private void requireApplicable(Target target, ObjectNode applied) {
        if (!Json.absent(Json.at(applied, "metadata", "managedFields"))) {
            throw Failures.badRequest("metadata.managedFields must be nil");
        }
        if (Json.absent(applied.path("apiVersion")) || Json.absent(applied.path("kind"))) {
            throw Failures.badRequest("an applied object must state apiVersion and kind");
        }
        cluster.decoding().requireType(applied, target.type());
        String name = Metadata.name(applied);
        if (!name.isEmpty() && !name.equals(target.name())) {
            throw Failures.badRequest(
                    "the name of the object (" + name + ") does not match the name on the URL (" + target.name() + ")");
        }
        Metadata.of(applied).put("name", target.name());
        Creation.requireNamespace(applied, target);
    }

    private static void onlyOwnPart(ObjectNode applied, Target target) {
        if (!target.status() && target.type().hasStatus()) {
            applied.remove("status");
        } else if (target.status()) {
            List<String> others = new ArrayList<>();
            applied.fieldNames().forEachRemaining(others::add);
            others.removeAll(List.of("apiVersion", "kind", "metadata", "status"));
            applied.remove(others);
            Metadata.of(applied).retain("name", "namespace", "resourceVersion");
        }
    }
}
