package dev.numaflow.isbsvc.runtime.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.children.Children;
import dev.numaflow.isbsvc.rendering.children.FieldCause;
import dev.numaflow.isbsvc.rendering.children.FieldOrigin;
import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.naming.Keys;
import dev.numaflow.isbsvc.rendering.naming.Paths;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.Trees;
import dev.numaflow.isbsvc.servers.NatsServerBinary;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Those who have the last word about what is rendered: a real API server that is asked strictly, and a real nats-server. */
final class RealJudges implements AutoCloseable {

    private static final int REFUSED = 422;
    private static final String STRICT = "?dryRun=All&fieldValidation=Strict";

    private final TestCluster cluster = TestCluster.real();
    private final Path folder;

    RealJudges() {
        try {
            folder = Files.createTempDirectory("hostile");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Both take what is rendered; or the API server names a field that the user wrote, and so would we. */
    void accept(ValidService service) {
        List<HasMetadata> children = Bounds.within(() -> Children.render(service, Running.NOTHING));
        HasMetadata statefulSet = children.get(children.size() - 1);
        children.forEach(child -> {
            FieldOrigin origin = child == statefulSet ? FieldOrigin.of(service, statefulSet) : null;
            create(child, origin);
        });
        if (!service.spec().tlsEnabled()) {
            String conf =
                    Trees.of(children.get(0)).path("data").path(Keys.NATS_CONF).asText();
            start(conf, service.spec().startArgsOrEmpty());
        }
    }

    private void create(HasMetadata child, FieldOrigin origin) {
        JsonNode tree = Trees.of(child);
        ObjectRef ref = ObjectRef.of(tree);
        String path = ref.path().substring(1, ref.path().lastIndexOf('/'));
        String url = cluster.client().getMasterUrl() + path + STRICT;
        try {
            cluster.client().raw(url, "POST", tree.toString());
        } catch (KubernetesClientException e) {
            assertThat(origin)
                    .as("%s is ours, and is refused: %s", ref, e.getMessage())
                    .isNotNull();
            assertThat(e.getCode()).as(e.getMessage()).isEqualTo(REFUSED);
            assertThat(e.getStatus().getDetails().getCauses()).isNotEmpty().allSatisfy(cause -> assertThat(
                            origin.path(cause.getField()))
                    .as(cause.getMessage())
                    .startsWith("spec.jetstream."));
            assertThat(origin.told(causes(e))).hasSizeLessThan(5_000);
        }
    }

    private static List<FieldCause> causes(KubernetesClientException e) {
        List<FieldCause> causes = new ArrayList<>();
        for (StatusCause cause : e.getStatus().getDetails().getCauses()) {
            causes.add(new FieldCause(cause.getField(), cause.getMessage()));
        }
        return causes;
    }

    private void start(String conf, List<String> args) {
        try {
            Files.writeString(folder.resolve(Paths.CONFIG_FILE), conf);
            Files.writeString(folder.resolve(Paths.AUTH_FILE), "");
            List<String> command = new ArrayList<>(List.of(
                    NatsServerBinary.obtain().toString(),
                    "-t",
                    "-c",
                    folder.resolve(Paths.CONFIG_FILE).toString()));
            command.addAll(args);
            Path log = folder.resolve("log");
            ProcessBuilder server = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            server.environment()
                    .putAll(Map.of("POD_NAME", "n-0", "CLUSTER_ADVERTISE", "n-0.n", "JS_KEY", "k".repeat(32)));
            Process process = server.start();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(Files.readString(log) + conf).isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        cluster.close();
    }
}
