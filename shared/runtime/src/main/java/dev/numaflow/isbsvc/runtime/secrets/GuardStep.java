package dev.numaflow.isbsvc.runtime.secrets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.children.SecretData;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Keys;
import dev.numaflow.isbsvc.rendering.secrets.GuardRequest;
import dev.numaflow.isbsvc.rendering.secrets.GuardRequest.Edit;
import dev.numaflow.isbsvc.rendering.secrets.SecretRole;
import dev.numaflow.isbsvc.rendering.secrets.WriteBar;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import java.util.Optional;

/** The last step of the Secrets of a service: whether servers keep what clients delete, as it is asked. Only what is complete is edited. */
final class GuardStep {

    private static final String UNREADABLE =
            "cannot be read here whole, or maps the subjects of a deletion to something else";
    private static final String ON =
            "deletions of streams by clients delete nothing, once the servers have loaded Secret ";
    private static final String OFF =
            "deletions of streams by clients delete them, once the servers have loaded Secret ";

    private final SecretStore secrets;
    private final GuardRequest request;
    private SecretResult.Guard result = SecretResult.Guard.UNCHANGED;

    GuardStep(SecretStore secrets, GuardRequest request) {
        this.secrets = secrets;
        this.request = request;
    }

    /** What came of it. */
    SecretResult.Guard result() {
        return result;
    }

    /** Carries it out; false where the Secret has changed since it was read, so that all is decided anew. */
    boolean isDone() {
        JsonNode server = secrets.get(SecretRole.SERVER).orElseThrow();
        String mark = ObjectMetas.annotation(server, Annotations.GUARD_REMOVED);
        Edit edit = request.edit(secrets.auth(), mark);
        if (edit instanceof Edit.Impossible impossible) {
            result = not(impossible.guarded(), UNREADABLE);
            return true;
        }
        return !(edit instanceof Edit.Write write) || write(server, write);
    }

    private boolean write(JsonNode server, Edit.Write write) {
        boolean guarded = write.mark().isEmpty();
        WriteBar bar = secrets.bar(server);
        if (bar.why().isPresent()) {
            result = not(guarded, bar.why().get());
            return true;
        }
        ObjectNode changed = server.deepCopy();
        changed.withObject("data").put(Keys.AUTH, SecretData.encoded(write.auth()));
        ObjectNode annotations = changed.withObject("/metadata/annotations");
        if (guarded) {
            annotations.remove(Annotations.GUARD_REMOVED);
        } else {
            annotations.put(Annotations.GUARD_REMOVED, write.mark());
        }
        if (!secrets.replace(SecretRole.SERVER, changed)) {
            return false;
        }
        result = new SecretResult.Guard(
                Optional.of((guarded ? ON : OFF) + server.at("/metadata/name").asText()), Optional.empty(), "");
        return true;
    }

    private static SecretResult.Guard not(boolean guarded, String why) {
        return new SecretResult.Guard(Optional.empty(), Optional.of(guarded), why);
    }
}
