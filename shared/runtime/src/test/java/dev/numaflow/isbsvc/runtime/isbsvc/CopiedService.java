package dev.numaflow.isbsvc.runtime.isbsvc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.children.RunningEncryption;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Labels;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.DyingCluster;
import dev.numaflow.isbsvc.runtime.TestBeans;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectEdit;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.event.EventBatch;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Pointer;
import dev.numaflow.isbsvc.runtime.failure.RetryAfter;
import dev.numaflow.isbsvc.runtime.nats.DyingNatsAccess;
import dev.numaflow.isbsvc.testkit.HostNames;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.PullSubscribeOptions;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.KeyValueConfiguration;
import io.nats.client.api.MessageInfo;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.api.StreamInfo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.awaitility.core.ConditionTimeoutException;

/** A service with one node, the server with the copy of its data, and whoever wakes the function that copies and restores it. */
final class CopiedService implements AutoCloseable {

    static final String PLAIN = "this is read by everybody who finds the disk ";

    private static final Duration TIMEOUT = Duration.ofMinutes(3);
    private static final int STREAMS = 3;
    private static final int MESSAGES = 40;
    private static final Pattern APPROVAL = Pattern.compile(
            "annotation " + Pattern.quote(Annotations.APPROVE) + ": ([0-9a-f]{8}), and everything is copied");

    /** What a server was given is on its disk by then. */
    private static final Clock LATER = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(2));

    private static final Clock LATEST = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(4));

    final Set<String> told = new LinkedHashSet<>();
    final WatchedService service;
    final Names names;
    final RenderedCluster servers;
    private final RenderedCluster copies;
    final EncryptedDiskServers pods;
    final EncryptedDiskServers copyPods;
    final StepEvents steps;
    private final TestCluster cluster;
    private final Path folder;
    private int deaths;

    CopiedService(TestCluster cluster, Path binary, boolean encrypted, boolean tls, Path folder) {
        this(cluster, binary, encrypted, tls, folder, 1);
    }

    /** @param most nodes that it may have later */
    CopiedService(TestCluster cluster, Path binary, boolean encrypted, boolean tls, Path folder, int most) {
        this(cluster, binary, encrypted, tls, folder, most, Optional.empty());
    }

    /** @param storageClass of its volumes */
    CopiedService(
            TestCluster cluster,
            Path binary,
            boolean encrypted,
            boolean tls,
            Path folder,
            int most,
            Optional<String> storageClass) {
        this.cluster = cluster;
        this.folder = folder;
        this.service = WatchedService.create(
                cluster,
                "copy",
                "{version: latest, replicas: 1, encryption: " + encrypted + ", tls: " + tls
                        + ", persistence: {volumeSize: 1Gi"
                        + storageClass
                                .map(name -> ", storageClassName: " + name)
                                .orElse("") + "}}");
        this.names = service.names();
        service.deletePipelines();
        this.steps = new StepEvents(cluster, service, TIMEOUT, 0);
        this.servers = RenderedCluster.empty(binary, cluster, names, folder.resolve("servers"), most);
        this.copies = RenderedCluster.empty(binary, cluster, names.ofCopy(), folder.resolve("copies"), 1);
        HostNames.ofThisJvm().point(names, servers.addresses());
        HostNames.ofThisJvm().add(names.ofCopy(), copies.addresses());
        this.pods = new EncryptedDiskServers(cluster, names, servers, folder);
        this.copyPods = new EncryptedDiskServers(cluster, names.ofCopy(), copies, folder);
        await().until(pods::areReady);
    }

    @Override
    public void close() {
        pods.close();
        copyPods.close();
        servers.close();
        copies.close();
        HostNames.ofThisJvm().clear();
    }

    void fill(Connection connection) throws Exception {
        for (int stream = 0; stream < STREAMS; stream++) {
            String name = "buffer-" + stream;
            connection
                    .jetStreamManagement()
                    .addStream(StreamConfiguration.builder()
                            .name(name)
                            .subjects(name)
                            .build());
            connection
                    .jetStreamManagement()
                    .addOrUpdateConsumer(
                            name, ConsumerConfiguration.builder().durable(name).build());
            for (int i = 0; i < MESSAGES; i++) {
                connection.jetStream().publish(name, (PLAIN + i).getBytes(StandardCharsets.UTF_8));
            }
            assertThat(read(connection, name, 10)).hasSize(10);
        }
        connection
                .keyValueManagement()
                .create(KeyValueConfiguration.builder().name("watermarks").build());
        connection.keyValue("watermarks").put("key", PLAIN);
    }

    /** By the consumer that was made with the stream, as a vertex does. */
    static List<String> read(Connection connection, String stream, int most) throws Exception {
        List<String> read = new ArrayList<>();
        for (Message message : connection
                .jetStream()
                .subscribe(null, PullSubscribeOptions.bind(stream, stream))
                .fetch(most, Duration.ofSeconds(2))) {
            message.ackSync(Duration.ofSeconds(2));
            read.add(new String(message.getData(), StandardCharsets.UTF_8));
        }
        return read;
    }

    /** Everything that is stored, with its sequences and times, and where each consumer is. */
    static List<String> stored(Connection connection) throws Exception {
        List<String> stored = new ArrayList<>();
        for (StreamInfo stream : connection.jetStreamManagement().getStreams()) {
            String name = stream.getConfiguration().getName();
            stored.add(stream.getConfiguration().toJson());
            long last = stream.getStreamState().getLastSequence();
            for (long i = stream.getStreamState().getFirstSequence(); i <= last; i++) {
                MessageInfo message = connection.jetStreamManagement().getMessage(name, i);
                stored.add(name + " " + message.getSeq() + " " + message.getTime() + " " + message.getSubject() + " "
                        + new String(message.getData(), StandardCharsets.UTF_8));
            }
            for (ConsumerInfo consumer : connection.jetStreamManagement().getConsumers(name)) {
                stored.add(name + " " + consumer.getConsumerConfiguration().toJson() + " "
                        + consumer.getDelivered().getConsumerSequence() + " "
                        + consumer.getDelivered().getStreamSequence() + " "
                        + consumer.getAckFloor().getConsumerSequence() + " "
                        + consumer.getAckFloor().getStreamSequence() + " " + consumer.getNumPending() + " "
                        + consumer.getNumAckPending());
            }
        }
        return stored;
    }

    void pause(JsonNode pipeline) {
        ObjectNode paused = new ObjectEdit(cluster.cluster())
                .write(pipeline, live -> live.at("/spec").has("lifecycle"), live -> {
                    ObjectNode changed = live.deepCopy();
                    changed.withObject("/spec/lifecycle").put("desiredPhase", "Paused");
                    return changed;
                })
                .orElseThrow()
                .deepCopy();
        paused.withObject("/status").put("phase", "Paused");
        cluster.writeStatus(paused);
    }

    boolean isAsBefore() {
        return changes() == 0 && isFinished() && copyObjects().isEmpty();
    }

    boolean isSaid(String what) {
        return service.message().contains(what);
    }

    boolean isFinished() {
        return isBack() && steps.areDone();
    }

    /** Whether the node serves, and no change is recorded any more. */
    boolean isBack() {
        return pods.areReady()
                && Stream.of(Annotations.ENCRYPTION_BEFORE, Annotations.ENCRYPTION_COPY)
                        .allMatch(each -> ObjectMetas.annotation(steps.statefulSet(), each)
                                .isEmpty());
    }

    List<JsonNode> copyObjects() {
        return Stream.of(
                        ObjectKind.STATEFUL_SET,
                        ObjectKind.SERVICE,
                        ObjectKind.CONFIG_MAP,
                        ObjectKind.PERSISTENT_VOLUME_CLAIM)
                .flatMap(kind ->
                        cluster.cluster().list(kind, names.namespace(), Labels.selector(names.ofCopy())).stream())
                .toList();
    }

    boolean isPlain(String disk) {
        try (Stream<Path> files = Files.walk(folder.resolve(disk))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(PLAIN)) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    List<String> plainDisks() throws IOException {
        try (Stream<Path> disks = Files.list(folder)) {
            return disks.map(disk -> disk.getFileName().toString())
                    .filter(this::isPlain)
                    .toList();
        }
    }

    void encrypt(boolean on) {
        steps.change(spec -> spec.put("encryption", on));
    }

    void scale(int nodes) {
        steps.change(spec -> spec.put("replicas", nodes));
    }

    void approve() {
        Matcher id = APPROVAL.matcher(service.message());
        takeUntil(() -> id.reset(service.message()).find());
        service.annotate(Annotations.APPROVE, id.group(1));
    }

    /** Every other process dies after some request, and leaves its Lease for a minute; the clock of the next one is later. */
    void takeUntil(Callable<Boolean> holds) {
        takeUntil(
                holds, () -> TestBeans.of(new DyingCluster(cluster.clientOf("update"), 2 + deaths++ * 5 % 53), LATER));
    }

    /** The same where every other one dies after some request to a server. */
    void takeWithoutServersUntil(Callable<Boolean> holds) {
        takeUntil(holds, () -> {
            Cluster client = cluster.clusterOf("update");
            return TestBeans.of(client, LATER, new DyingNatsAccess(client, 5 + deaths++ * 17 % 120));
        });
    }

    /** Nobody dies, and one step is taken at a time. */
    void takeStepByStepUntil(Callable<Boolean> holds) {
        takeUntil(holds, Optional.empty());
    }

    /** One event, whose process dies with its cluster, and leaves its Lease for a minute. */
    void wake(DyingCluster process) {
        wake(TestBeans.of(process, LATER));
    }

    private void takeUntil(Callable<Boolean> holds, Supplier<TestBeans> dying) {
        takeUntil(holds, Optional.of(dying));
    }

    private void takeUntil(Callable<Boolean> holds, Optional<Supplier<TestBeans>> dying) {
        try {
            await().pollInterval(Duration.ofMillis(200)).until(() -> {
                told.add(service.message());
                dying.ifPresent(each -> {
                    wake(each.get());
                    told.add(service.message());
                });
                wake(TestBeans.of(cluster.clusterOf("update"), LATEST));
                told.add(service.message());
                return holds.call();
            });
        } catch (ConditionTimeoutException stuck) {
            throw new AssertionError(told.toString(), stuck);
        }
    }

    /** As the function does with an event. */
    private void wake(TestBeans beans) {
        Pointer event = new Pointer(EventType.REF_UPDATE, ObjectRef.ofStatefulSet(names));
        EventBatch batch = new EventBatch(List.of(event));
        try {
            beans.services()
                    .with(
                            event,
                            live -> live.metadataAndStatus().deleting()
                                    ? beans.stepped()
                                            .restore(live, batch, beans.keeper().reconcile(live))
                                    : beans.stepped().reconcile(live, batch));
        } catch (DyingCluster.Death | RetryAfter ends) {
            // The next event goes on.
        }
    }

    /** A node loses its disk, and comes back with an empty one. */
    void loseDisk(int node) {
        List<String> before = claims();
        cluster.client()
                .persistentVolumeClaims()
                .inNamespace(names.namespace())
                .withName(names.claim(node))
                .delete();
        cluster.client()
                .pods()
                .inNamespace(names.namespace())
                .withName(names.pod(node))
                .delete();
        await().until(() -> claims().size() == before.size() && !before.containsAll(claims()) && pods.areReady());
    }

    /** The uid of that of the only node. */
    String claim() {
        return claims().get(0);
    }

    List<String> claims() {
        return cluster
                .cluster()
                .list(ObjectKind.PERSISTENT_VOLUME_CLAIM, names.namespace(), Labels.selector(names))
                .stream()
                .map(ObjectMetas::uid)
                .toList();
    }

    int changes() {
        return RunningEncryption.changes(steps.statefulSet());
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(TIMEOUT);
    }
}
