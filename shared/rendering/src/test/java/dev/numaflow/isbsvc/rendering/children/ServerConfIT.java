package dev.numaflow.isbsvc.rendering.children;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.rendering.Services;
import dev.numaflow.isbsvc.rendering.conf.NatsConf;
import dev.numaflow.isbsvc.rendering.conf.NatsConf.Block;
import dev.numaflow.isbsvc.rendering.conf.NatsConf.Items;
import dev.numaflow.isbsvc.rendering.conf.NatsConf.Text;
import dev.numaflow.isbsvc.rendering.naming.Paths;
import dev.numaflow.isbsvc.rendering.naming.ServerEnv;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import dev.numaflow.isbsvc.servers.NatsServerBinary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real nats-server reads what is printed. Certificates are not among it: the server would want to open them. */
class ServerConfIT {

    private static final Certificates NONE = new Certificates("", "", "", Instant.EPOCH);

    @TempDir
    Path dir;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "replicas: 1",
                "replicas: 3",
                "replicas: 5, encryption: true",
                "settings: 'max_payload: 8MB'",
                "settings: 'max_file_store: 20G'",
                "settings: 'max_memory_store: 1TB'",
                "settings: 'sync_interval: always'",
                "settings: 'sync_interval: 1m30s'",
            })
    void isReadByARealServer(String fields) throws Exception {
        ValidService service = Services.jetstream(fields);
        ServerMaterial material = new ServerMaterial("user", "pass\"\\word", "sys", "k".repeat(32), NONE, NONE);

        assertThat(check(ServerConf.render(service), AuthConf.render(material, false)))
                .isZero();
    }

    @Test
    void readsTextsWithQuotesAndBackslashesAsTheServerDoes() throws Exception {
        String odd = "a\"b\\c $d {e} #f";
        Block tags = Block.empty().with("server_tags", new Items(List.of(new Text(odd))));

        assertThat(check(tags.including("./" + Paths.AUTH_FILE), "")).isZero();
        assertThat(NatsConf.parse(tags.print()).items("server_tags")).containsExactly(new Text(odd));
    }

    private int check(Block conf, String auth) throws IOException, InterruptedException {
        Files.writeString(dir.resolve(Paths.CONFIG_FILE), conf.print());
        Files.writeString(dir.resolve(Paths.AUTH_FILE), auth, StandardCharsets.UTF_8);
        ProcessBuilder server = new ProcessBuilder(
                        NatsServerBinary.obtain().toString(),
                        "-t",
                        "-c",
                        dir.resolve(Paths.CONFIG_FILE).toString())
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve("log").toFile());
        server.environment()
                .putAll(Map.of(
                        ServerEnv.POD_NAME, "isbsvc-default-js-0",
                        ServerEnv.CLUSTER_ADVERTISE, "isbsvc-default-js-0.isbsvc-default-js-svc.data.svc",
                        ServerEnv.JS_KEY, "k".repeat(32)));
        Process process = server.start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }
}
