package dev.numaflow.isbsvc.function;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FailureHandlingTest {

    /** Knative's dispatcher panics on a body above 768 bytes. */
    private static final int MOST_BYTES = 512;

    private final Vertx vertx = Vertx.vertx();
    private HttpServer server;

    @BeforeEach
    void start() throws Exception {
        Router router = Router.router(vertx);
        new FailureHandling().register(router);
        router.post("/throws").handler(context -> {
            throw new IllegalStateException("long ".repeat(1000));
        });
        router.post("/refused").handler(context -> context.fail(404));
        server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void theTextOfAFailureNeverReachesTheBroker() throws Exception {
        HttpResponse<String> answer = post("/throws");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("5");
        assertThat(answer.body()).hasSizeLessThan(MOST_BYTES).doesNotContain("long");
    }

    @Test
    void whatTheFrameworkRefusesHasAShortBodyToo() throws Exception {
        assertThat(post("/refused").body()).hasSizeLessThan(MOST_BYTES);
        assertThat(post("/unknown").body()).hasSizeLessThan(MOST_BYTES);
    }

    private HttpResponse<String> post(String path) throws Exception {
        URI address = URI.create("http://127.0.0.1:" + server.actualPort() + path);
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(address)
                                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                                .build(),
                        BodyHandlers.ofString());
    }
}
