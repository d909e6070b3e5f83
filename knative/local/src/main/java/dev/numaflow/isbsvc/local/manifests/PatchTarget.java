package dev.numaflow.isbsvc.local.manifests;

import java.util.Optional;

/** The target of a patch; an absent field matches every document. Values are compared literally, not as patterns. */
record PatchTarget(
        Optional<String> group,
        Optional<String> version,
        Optional<String> kind,
        Optional<String> namespace,
        Optional<String> name) {

    static PatchTarget read(Fields fields) {
        return new PatchTarget(
                fields.optionalText("group"),
                fields.optionalText("version"),
                fields.optionalText("kind"),
                fields.optionalText("namespace"),
                fields.optionalText("name"));
    }

    boolean fits(Document document) {
        return fits(group, document.group())
                && fits(version, document.version())
                && fits(kind, document.kind())
                && fits(namespace, document.namespace())
                && fits(name, document.name());
    }

    private static boolean fits(Optional<String> wanted, String found) {
        return wanted.map(found::equals).orElse(true);
    }
}
