package dev.numaflow.isbsvc.rendering.children;

import dev.numaflow.isbsvc.rendering.model.PersistenceSpec;
import dev.numaflow.isbsvc.rendering.naming.Keys;
import dev.numaflow.isbsvc.rendering.naming.Paths;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import io.fabric8.kubernetes.api.model.EmptyDirVolumeSource;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.KeyToPathBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The volumes of a pod: configuration with its secrets, the process id, and the data. */
final class Volumes {

    private static final String CONFIG = "config-volume";
    private static final String PID = "pid";

    private static final String EPHEMERAL_DATA = "js-data";

    private Volumes() {}

    /** The name of the volume that stores the streams. */
    static String data(ValidService service) {
        return service.spec().persistent() ? service.names().claimTemplate() : EPHEMERAL_DATA;
    }

    static List<Volume> of(ValidService service) {
        List<Volume> volumes = new ArrayList<>();
        volumes.add(emptyDir(PID));
        volumes.add(configuration(service));
        if (!service.spec().persistent()) {
            volumes.add(emptyDir(EPHEMERAL_DATA));
        }
        return volumes;
    }

    /** Where the server and its reloader find what they share. */
    static List<VolumeMount> sharedMounts() {
        return List.of(mount(CONFIG, Paths.CONFIG_DIR), mount(PID, Paths.PID_DIR));
    }

    private static VolumeMount mount(String volume, String path) {
        return new VolumeMountBuilder().withName(volume).withMountPath(path).build();
    }

    /** All files that the servers read from their configuration volume. */
    static List<String> files(boolean certificates) {
        return Stream.concat(
                        Stream.of(Paths.CONFIG_FILE),
                        secretItems(certificates).stream().map(KeyToPath::getPath))
                .toList();
    }

    static List<PersistentVolumeClaim> claimTemplates(ValidService service) {
        PersistenceSpec persistence = service.spec().persistence();
        if (persistence == null) {
            return List.of();
        }
        return List.of(new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withName(service.names().claimTemplate())
                .endMetadata()
                .withNewSpec()
                .withAccessModes(persistence.accessModeOrDefault())
                .withVolumeMode("Filesystem")
                .withStorageClassName(persistence.storageClassName())
                .withNewResources()
                .addToRequests("storage", persistence.volumeSizeOrDefault())
                .endResources()
                .endSpec()
                .build());
    }

    private static Volume configuration(ValidService service) {
        return new VolumeBuilder()
                .withName(CONFIG)
                .withNewProjected()
                .addNewSource()
                .withNewConfigMap()
                .withName(service.names().configMap())
                .withItems(item(Keys.NATS_CONF, Paths.CONFIG_FILE))
                .endConfigMap()
                .endSource()
                .addNewSource()
                .withNewSecret()
                .withName(service.names().serverSecret())
                .withItems(secretItems(service.tls().mountsCertificates()))
                .endSecret()
                .endSource()
                .endProjected()
                .build();
    }

    private static List<KeyToPath> secretItems(boolean certificates) {
        List<KeyToPath> items = new ArrayList<>();
        items.add(item(Keys.AUTH, Paths.AUTH_FILE));
        if (certificates) {
            items.add(item(Keys.PRIVATE_KEY, Paths.SERVER_KEY));
            items.add(item(Keys.CERT, Paths.SERVER_CERT));
            items.add(item(Keys.CA_CERT, Paths.SERVER_CA));
            items.add(item(Keys.CLUSTER_PRIVATE_KEY, Paths.CLUSTER_KEY));
            items.add(item(Keys.CLUSTER_CERT, Paths.CLUSTER_CERT));
            items.add(item(Keys.CLUSTER_CA_CERT, Paths.CLUSTER_CA));
        }
        return items;
    }

    private static KeyToPath item(String key, String path) {
        return new KeyToPathBuilder().withKey(key).withPath(path).build();
    }

    private static Volume emptyDir(String name) {
        return new VolumeBuilder()
                .withName(name)
                .withEmptyDir(new EmptyDirVolumeSource())
                .build();
    }
}
