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

    /** A server reads more than is read here: what it loads is never written over, and what is added is loaded with the rest. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{user: u, password: $2a$11$3kIDaCxw.Glsl1.u5nKa6.eUJzWoNwzg4zWBUYoNbUYNhVRuLfRWu}",
                "{User: u, Pass: p}",
                "{user: u, pass: p}, {USER: v, PASS: p}",
            })
    void leavesUsersThatOnlyAServerReads(String users) throws Exception {
        leavesAsItIs("accounts { js { jetstream: true, users: [ " + users + " ] } }");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "authorization { users = [ {user: u, pass: p} ] }",
                "PW: secret-of-u\naccounts { js { jetstream: true, users: [ {user: u, pass: $PW} ] } }",
                "ACCOUNTS { js { jetstream: true, users: [ {user: u, pass: p} ] } }",
                "include ./accounts.conf",
                "OTHERS: 3\naccounts { js { jetstream: {max_streams: $OTHERS}, users: [ {user: u, pass: p} ] } }",
            })
    void leavesAConfigurationThatOnlyAServerReads(String auth) throws Exception {
        Files.writeString(
                dir.resolve("accounts.conf"), "accounts { js { jetstream: true, users: [ {user: u, pass: p} ] } }");
        leavesAsItIs(auth);
    }

    private void leavesAsItIs(String auth) throws Exception {
        assertThat(check(ServerConf.render(Services.jetstream("replicas: 3")), auth))
                .isZero();

        assertThat(AuthConf.accepting(auth, material(), false)).isEqualTo(auth);
        assertThat(AuthConf.allClients(auth)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " \n",
                "accounts { js { jetstream: true, users: [ {user: u, pass: p} ] } }",
                "accounts { js { jetstream: true, users: [ {username: u, password: \"$2a$11$3kIDaCxw.Glsl1.u5nKa6.eUJzWoNwzg4zWBUYoNbUYNhVRuLfRWu\"} ] } }",
            })
    void addsClientsToUsersThatAreRead(String auth) throws Exception {
        String accepting = AuthConf.accepting(auth, material(), false);

        assertThat(check(ServerConf.render(Services.jetstream("replicas: 3")), accepting))
                .isZero();
        assertThat(AuthConf.clients(accepting)).contains(material().clients());
        assertThat(AuthConf.clients(accepting)).hasSize(auth.isBlank() ? 1 : 2);
    }

    private static ServerMaterial material() {
        return new ServerMaterial("user", "password", "sys", "k".repeat(32), NONE, NONE);
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
