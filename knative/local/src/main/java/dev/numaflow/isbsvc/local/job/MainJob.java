package dev.numaflow.isbsvc.local.job;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.local.apply.ClusterObjects;
import dev.numaflow.isbsvc.local.manifests.Document;
import dev.numaflow.isbsvc.local.manifests.ObjectName;
import dev.numaflow.isbsvc.local.manifests.ObjectType;
import dev.numaflow.isbsvc.local.report.Progress;
import dev.numaflow.isbsvc.local.system.StateFolder;
import dev.numaflow.isbsvc.rendering.buffers.PipelineLike;
import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.naming.Kinds;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The main job, from {@code apply} to used buffers: what a user needs of the system, done once and verified. */
public final class MainJob {
    private static final Duration SERVICE_RUNS = Duration.ofMinutes(3);
    private static final Duration BUFFERS_EXIST = Duration.ofMinutes(2);
    private static final Set<String> SERVICES = Set.of(Kinds.SERVICE);
    private static final Set<String> PIPELINES = Set.of(Kinds.PIPELINE, Kinds.SERVING_PIPELINE);
    private static final ObjectType SERVICE = type(Kinds.SERVICE);

    private final LiveObjects objects;
    private final Submission submission;
    private final TrafficRun traffic;
    private final Progress progress;

    public MainJob(KubernetesClient client, StateFolder folder, Progress progress) {
        this.objects = new LiveObjects(client);
        this.submission = new Submission(new ClusterObjects(client), progress);
        this.traffic = new TrafficRun(objects, folder, progress);
        this.progress = progress;
    }

    /** Returns when all of it is done; throws a {@link JobFailure} with everything that was rejected or not reached. */
    public void run(List<Document> documents) {
        JobFailures refusals = new JobFailures();
        List<Document> applied = refusals.passing(documents, submission::apply);
        refusals.passing(of(SERVICES, applied), this::awaitRunning);
        List<Document> pipelines = refusals.passing(of(PIPELINES, applied), this::user);
        // Buffers on a rejected service would only add reasons that follow from the first.
        refusals.throwIfAny();
        refusals.passing(pipelines, this::useBuffers);
        refusals.throwIfAny();
    }

    private static List<Document> of(Set<String> kinds, List<Document> documents) {
        return documents.stream()
                .filter(document -> kinds.contains(document.kind()))
                .toList();
    }

    private void awaitRunning(Document document) {
        ObjectName name = name(document);
        Observed service = objects.await(SERVICE, name, object -> new Observed(object).settled(), SERVICE_RUNS)
                .map(Observed::new)
                .orElseThrow(() -> late(name));
        if (!service.violations().isEmpty()) {
            throw new JobFailure(service.violations());
        }
        progress.report("status   " + name + ": " + service.summary());
    }

    private JobFailure late(ObjectName name) {
        List<String> reasons = new ArrayList<>();
        reasons.add(name + " is not Running after " + SERVICE_RUNS.toSeconds() + " s: "
                + objects.get(SERVICE, name)
                        .map(object -> new Observed(object).summary())
                        .orElse("it is gone"));
        reasons.addAll(objects.warnings(SERVICE, name));
        return new JobFailure(reasons);
    }

    private void useBuffers(Document document) {
        ObjectName name = name(document);
        ObjectType type = type(document.kind());
        PipelineLike user = user(document);
        Observed service = objects.get(SERVICE, Expected.service(user))
                .map(Observed::new)
                .orElseThrow(() -> withoutService(type, name, user));
        try {
            traffic.use(name.toString(), Expected.of(user, service), service.tls(), BUFFERS_EXIST);
        } catch (JobFailure refusal) {
            List<String> reasons = new ArrayList<>(refusal.reasons());
            reasons.addAll(objects.warnings(type, name));
            throw new JobFailure(reasons);
        }
    }

    private PipelineLike user(Document document) {
        ObjectName name = name(document);
        JsonNode pipeline = objects.get(type(document.kind()), name)
                .orElseThrow(() -> new JobFailure(List.of(document.kind() + " " + name + " is gone")));
        Parsed<PipelineLike> user = Expected.user(pipeline);
        if (!user.isGood()) {
            throw new JobFailure(
                    user.violations().stream().map(Object::toString).toList());
        }
        return user.value();
    }

    private JobFailure withoutService(ObjectType type, ObjectName name, PipelineLike user) {
        List<String> reasons = new ArrayList<>();
        reasons.add("%s %s: its InterStepBufferService %s does not exist"
                .formatted(type.kind(), name, Expected.service(user)));
        reasons.addAll(objects.warnings(type, name));
        return new JobFailure(reasons);
    }

    private static ObjectName name(Document document) {
        return new ObjectName(Submission.namespace(document), document.name());
    }

    private static ObjectType type(String kind) {
        return new ObjectType(Kinds.API_VERSION, kind);
    }
}
