package dev.numaflow.isbsvc.local.system;

import static org.awaitility.Awaitility.await;

import dev.numaflow.isbsvc.local.manifests.Document;
import dev.numaflow.isbsvc.local.manifests.Kustomization;
import dev.numaflow.isbsvc.local.manifests.ObjectType;
import dev.numaflow.isbsvc.rendering.naming.Kinds;
import dev.numaflow.isbsvc.testkit.Repository;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.NamespaceableResource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Carries out commands of kubectl that a manual prints, as kubectl does: what is deleted is waited for. */
final class ManualCommands {

    private static final Duration GONE = Duration.ofMinutes(3);
    private static final Map<String, String> KINDS = Map.of(
            "pipelines", Kinds.PIPELINE,
            "servingpipelines", Kinds.SERVING_PIPELINE,
            "interstepbufferservices", Kinds.SERVICE);
    private static final Pattern ALL = Pattern.compile("kubectl delete ([a-z,]+) --all --all-namespaces");
    private static final Pattern FOLDER = Pattern.compile("kubectl delete -k (\\S+)");
    private static final Pattern ANNOTATION = Pattern.compile("kubectl annotate crd (\\S+) ([^=\\s]+)=(\\S+)");

    private final KubernetesClient client;

    ManualCommands(KubernetesClient client) {
        this.client = client;
    }

    /** The commands in the steps of a chapter: those that its numbered list has. */
    static List<String> ofSteps(String page, String chapter) throws IOException {
        String text = Files.readString(Repository.file(page));
        String rest = text.substring(text.indexOf("\n## " + chapter + "\n") + 1);
        int end = rest.indexOf("\n## ");
        return (end < 0 ? rest : rest.substring(0, end))
                .lines()
                .filter(line -> line.matches(" {7}kubectl .*"))
                .map(String::trim)
                .toList();
    }

    /** One line of a shell. */
    void run(String line) {
        for (String command : line.split(" && ")) {
            runOne(command);
        }
    }

    private void runOne(String command) {
        Matcher all = ALL.matcher(command);
        Matcher folder = FOLDER.matcher(command);
        Matcher annotation = ANNOTATION.matcher(command);
        if (all.matches()) {
            delete(Stream.of(all.group(1).split(","))
                    .flatMap(plural -> client
                            .genericKubernetesResources(Kinds.API_VERSION, KINDS.get(plural))
                            .inAnyNamespace()
                            .list()
                            .getItems()
                            .stream())
                    .toList());
        } else if (folder.matches()) {
            delete(Kustomization.build(Repository.file(folder.group(1))).stream()
                    .map(this::object)
                    .toList());
        } else if (annotation.matches()) {
            client.apiextensions()
                    .v1()
                    .customResourceDefinitions()
                    .withName(annotation.group(1))
                    .patch(
                            PatchContext.of(PatchType.JSON_MERGE),
                            "{\"metadata\": {\"annotations\": {\"%s\": \"%s\"}}}"
                                    .formatted(annotation.group(2), annotation.group(3)));
        } else {
            throw new AssertionError("the manual has a command that is not known here: " + command);
        }
    }

    /** All of them, and only then waits, as kubectl does. What is gone already is an error of the command. */
    private void delete(List<GenericKubernetesResource> objects) {
        List<GenericKubernetesResource> absent = new ArrayList<>();
        for (GenericKubernetesResource object : objects) {
            if (resource(object).delete().isEmpty()) {
                absent.add(object);
            }
        }
        objects.forEach(object -> await("end of " + name(object)).atMost(GONE).until(() -> !exists(object)));
        // A namespace takes what is in it along.
        if (!absent.isEmpty()
                && objects.stream().noneMatch(object -> object.getKind().equals("Namespace"))) {
            throw new AssertionError(
                    "not found: " + absent.stream().map(ManualCommands::name).toList());
        }
    }

    /** Whether it is there; a type that is not defined any more has none. */
    boolean exists(GenericKubernetesResource object) {
        try {
            return resource(object).get() != null;
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    GenericKubernetesResource object(Document document) {
        return client.getKubernetesSerialization().convertValue(document.tree(), GenericKubernetesResource.class);
    }

    private NamespaceableResource<GenericKubernetesResource> resource(GenericKubernetesResource object) {
        return client.resource(object);
    }

    private static String name(GenericKubernetesResource object) {
        return new ObjectType(object.getApiVersion(), object.getKind()) + " "
                + object.getMetadata().getName();
    }
}
