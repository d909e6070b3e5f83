package dev.numaflow.isbsvc.local.watching;

import io.fabric8.kubernetes.api.model.DeleteOptions;
import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;

/** Writes of level-triggered stand-ins: a conflict is left to the next pass. */
public final class Writes {
    private final KubernetesClient client;

    public Writes(KubernetesClient client) {
        this.client = client;
    }

    /** Creates an object; does nothing if it exists already, or if its namespace is terminating. */
    public void create(HasMetadata object) {
        ignoringRaces(() -> client.resource(object).create());
    }

    /** Replaces an object unless it changed since it was read. */
    public void replace(HasMetadata object) {
        ignoringRaces(() -> client.resource(object).update());
    }

    /** Replaces an object's status unless the object changed since it was read. */
    public void replaceStatus(HasMetadata object) {
        ignoringRaces(() -> client.resource(object).updateStatus());
    }

    /** Deletes the object with this uid, never a later one of its name. */
    public void delete(HasMetadata object) {
        delete(
                ObjectPath.of(object),
                preconditions(object.getMetadata().getUid()).build());
    }

    /** Deletes the object with this uid without a grace period: its process has ended. */
    public void deleteNow(HasMetadata object) {
        delete(
                ObjectPath.of(object),
                preconditions(object.getMetadata().getUid())
                        .withGracePeriodSeconds(0L)
                        .build());
    }

    private static DeleteOptionsBuilder preconditions(String uid) {
        return new DeleteOptionsBuilder()
                .withApiVersion("v1")
                .withKind("DeleteOptions")
                .withNewPreconditions()
                .withUid(uid)
                .endPreconditions();
    }

    private void delete(ObjectPath path, DeleteOptions options) {
        ignoringRaces(() -> client.raw(path.uri(), "DELETE", options));
    }

    private static void ignoringRaces(Runnable write) {
        try {
            write.run();
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT && e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
                throw e;
            }
        }
    }
}
