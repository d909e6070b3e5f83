package dev.numaflow.isbsvc.local.manifests;

import java.util.List;
import java.util.Optional;

/** An ApiServerSource: turns changes of objects into events. */
public record ApiServerSource(
        ObjectName name,
        String serviceAccount,
        Mode mode,
        boolean everyNamespace,
        Optional<ObjectType> owner,
        List<WatchedResource> resources,
        Reference sink) {

    /** The data of an event: the whole object, or a reference to it. */
    public enum Mode {
        Resource,
        Reference
    }

    static ApiServerSource read(Fields document) {
        ObjectName name = ObjectName.read(document);
        return document.object("spec", spec -> read(name, spec));
    }

    private static ApiServerSource read(ObjectName name, Fields spec) {
        return new ApiServerSource(
                name,
                spec.text("serviceAccountName"),
                mode(spec),
                everyNamespace(spec),
                spec.optionalObject("owner", ObjectType::read),
                spec.list("resources", WatchedResource::read),
                spec.object("sink", sink -> Reference.toBroker(sink, name.namespace())));
    }

    private static Mode mode(Fields spec) {
        String found = spec.optionalText("mode").orElse(Mode.Reference.name());
        for (Mode mode : Mode.values()) {
            if (mode.name().equals(found)) {
                return mode;
            }
        }
        throw spec.place().field("mode").refuse('"' + found + '"', "Reference, Resource");
    }

    /** An empty selector means every namespace, none means the source's own; the strict reader rejects labels. */
    private static boolean everyNamespace(Fields spec) {
        return spec.optionalObject("namespaceSelector", selector -> true).orElse(false);
    }
}
