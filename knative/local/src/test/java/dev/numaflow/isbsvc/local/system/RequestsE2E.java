package dev.numaflow.isbsvc.local.system;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.local.job.MainJob;
import dev.numaflow.isbsvc.local.manifests.Document;
import dev.numaflow.isbsvc.testkit.LoggedRequest;
import dev.numaflow.isbsvc.testkit.TestApiServer;
import java.net.HttpURLConnection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the main job costs a real API server, from `apply` until every function sleeps again. {@code -Drequests.list=true} prints each
 * request.
 */
class RequestsE2E {
    private static final String ACCOUNTS = "system:serviceaccount:isbsvc-system:";
    private static final Duration ASLEEP = Duration.ofMinutes(2);

    /** On a slow machine, with a tick of `repair` in the middle. */
    private static final int MOST_REQUESTS = 100;

    @TempDir
    Path folder;

    @Test
    void aServiceWithItsBuffersIsMadeWithFewRequestsAndWithoutConflicts() throws Exception {
        TestApiServer server = TestApiServer.shared();
        List<LoggedRequest> requests = requestsOfTheMainJob(server);

        Map<String, Long> byFunction =
                requests.stream().collect(groupingBy(RequestsE2E::function, TreeMap::new, counting()));
        System.out.println("requests of the main job: " + requests.size() + " " + byFunction
                + (Boolean.getBoolean("requests.list") ? listed(requests) : ""));
        assertThat(requests).as(listed(requests)).hasSizeLessThanOrEqualTo(MOST_REQUESTS);
        assertThat(requests)
                .as(listed(requests))
                .noneMatch(request -> request.status() == HttpURLConnection.HTTP_CONFLICT
                        && request.subresource().equals("status"));
    }

    private List<LoggedRequest> requestsOfTheMainJob(TestApiServer server) throws Exception {
        try (CountedSystem counted = CountedSystem.start(server, folder)) {
            LocalSystem system = counted.system();
            server.audit().next();
            new MainJob(system.client(), counted.state(), line -> {}).run(documents(Repository.find()));
            assertThat(system.serving().awaitAsleep(ASLEEP))
                    .as("%s", system.serving().states())
                    .isTrue();
            return server.audit().next().stream()
                    .filter(request -> request.user().startsWith(ACCOUNTS))
                    .filter(request -> !function(request).equals("sources"))
                    .toList();
        }
    }

    private static List<Document> documents(Repository repository) {
        return Stream.of("minimal/isbsvc.yaml", "simple-pipeline/pipeline.yaml")
                .flatMap(file -> Document.read(repository.example(file)).stream())
                .toList();
    }

    private static String function(LoggedRequest request) {
        return request.user().substring(ACCOUNTS.length());
    }

    private static String listed(List<LoggedRequest> requests) {
        return requests.stream()
                .map(request -> "%s %s %s%s %s %s %d"
                        .formatted(
                                function(request),
                                request.verb() + (request.dryRun() ? " (dry run)" : ""),
                                request.resource(),
                                request.subresource().isEmpty() ? "" : "/" + request.subresource(),
                                request.namespace(),
                                request.name(),
                                request.status()))
                .reduce("", (all, line) -> all + "\n" + line);
    }
}
