package dev.numaflow.isbsvc.local.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.rendering.conf.NatsConf;
import dev.numaflow.isbsvc.rendering.conf.NatsConf.Block;
import org.junit.jupiter.api.Test;

class ConfRewritingTest {
    private static final ConfRewriting REWRITING =
            new ConfRewriting("127.1.2.3", host -> "127.9.9." + host.charAt(2), path -> "/mapped" + path);

    private static final String RENDERED =
            """
            port: 4222
            http: 8222
            server_name: $POD_NAME
            max_payload: 1048576
            pid_file: "/var/run/nats/nats.pid"
            jetstream { store_dir: "/data/jetstream/store", key: $JS_KEY }
            cluster {
              port: 6222
              routes: ["nats://p-0.svc.n.svc:6222", "nats://p-1.svc.n.svc:6222"]
              cluster_advertise: $CLUSTER_ADVERTISE
            }
            include "./auth.conf"
            """;

    @Test
    void changesAddressesRoutesAndPathsAndNothingElse() {
        Block expected = NatsConf.parse(RENDERED)
                .with("host", "127.1.2.3")
                .with("pid_file", "/mapped/var/run/nats/nats.pid")
                .with(
                        "jetstream",
                        NatsConf.parse(RENDERED).block("jetstream").with("store_dir", "/mapped/data/jetstream/store"))
                .with(
                        "cluster",
                        NatsConf.parse(
                                """
                                port: 6222
                                routes: ["nats://127.9.9.0:6222", "nats://127.9.9.1:6222"]
                                cluster_advertise: "127.1.2.3"
                                host: "127.1.2.3"
                                """));

        assertThat(NatsConf.parse(REWRITING.main(RENDERED))).isEqualTo(expected);
    }

    @Test
    void anAddressThatIsWrittenOutIsReplacedAndItsPortKept() {
        Block rewritten = NatsConf.parse(REWRITING.main("listen: \"0.0.0.0:4333\"\nhttp: \"0.0.0.0:8222\""));

        assertThat(rewritten.text("listen")).contains("127.1.2.3:4333");
        assertThat(rewritten.text("http")).contains("127.1.2.3:8222");
    }

    @Test
    void routesWithTlsAreNotCheckedForTheNamesOfPods() {
        Block rewritten = NatsConf.parse(
                REWRITING.main("cluster { port: 6222, tls { cert_file: \"/etc/nats-config/cert.pem\" } }"));

        assertThat(rewritten.block("cluster").block("tls"))
                .isEqualTo(Block.empty()
                        .with("cert_file", "/mapped/etc/nats-config/cert.pem")
                        .with("insecure", true));
    }

    @Test
    void anIncludedFileGetsItsPathsMappedAndOpensNoListener() {
        Block rewritten = NatsConf.parse(
                REWRITING.included("tls { key_file: \"/etc/k.pem\" }\naccounts { js { users: [{pass: \"/etc\"}] } }"));

        assertThat(rewritten.block("tls").text("key_file")).contains("/mapped/etc/k.pem");
        assertThat(rewritten.get("host")).isEmpty();
        assertThat(((Block) rewritten
                                .block("accounts")
                                .block("js")
                                .items("users")
                                .get(0))
                        .text("pass"))
                .contains("/etc");
    }
}
