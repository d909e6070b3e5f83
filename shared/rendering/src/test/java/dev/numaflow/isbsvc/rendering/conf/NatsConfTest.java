package dev.numaflow.isbsvc.rendering.conf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.numaflow.isbsvc.rendering.conf.NatsConf.Block;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NatsConfTest {

    private static final String CHARACTERS = "aZ09 -_.:/\\\"'{}[]#$,;=%é";

    @Test
    void readsWhatItPrintsForAnyTree() {
        for (long seed = 1; seed <= 500; seed++) {
            Block tree = block(new Random(seed), 3);
            assertThat(NatsConf.parse(tree.print())).as("seed " + seed).isEqualTo(tree);
        }
    }

    @Test
    void noTextBreaksOutOfItsPlace() {
        Block conf = Block.empty().with("name", "x\"\\ } no_auth_user: sys # ");

        assertThat(NatsConf.parse(conf.print()).entries()).containsOnlyKeys("name");
    }

    @Test
    void refusesControlCharacters() {
        assertThatThrownBy(() -> Block.empty().with("max_payload", "1048576\nno_auth_user: sys"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void readsTheLanguageThatNumaflowWrites() {
        Block conf = NatsConf.parse(
                """
                port: 4222
                # a comment {
                server_name: $POD_NAME
                jetstream {
                  key: $JS_KEY
                  store_dir: "/data/jetstream/store"
                }
                cluster { routes: [nats://a.b.svc:6222, nats://c.d.svc:6222], name = default }
                accounts: { "js": { "jetstream": true, "users": [ {"user": "u", "pass": "p"} ] } }
                lame_duck_duration: 120s
                include ./auth.conf""");

        assertThat(conf.get("port")).contains(new NatsConf.Number(4222));
        assertThat(conf.block("jetstream").get("key")).contains(new NatsConf.Variable("JS_KEY"));
        assertThat(conf.block("cluster").items("routes")).hasSize(2);
        assertThat(conf.block("cluster").text("name")).contains("default");
        assertThat(conf.block("accounts").block("js").get("jetstream")).contains(new NatsConf.Flag(true));
        assertThat(conf.text("lame_duck_duration")).contains("120s");
        assertThat(conf.includes()).containsExactly("./auth.conf");
    }

    @Test
    void neverQuotesTheTextInAnError() {
        assertThatThrownBy(() -> NatsConf.parse("pass: \"secret"))
                .hasMessageNotContaining("secret")
                .hasMessageContaining("line 1");
    }

    private static Block block(Random random, int depth) {
        Block block = Block.empty();
        for (int i = random.nextInt(5); i > 0; i--) {
            block = block.with("k" + text(random), value(random, depth));
        }
        return random.nextInt(4) == 0 ? block.including("./" + random.nextInt(9) + ".conf") : block;
    }

    private static NatsConf value(Random random, int depth) {
        return switch (random.nextInt(depth == 0 ? 4 : 6)) {
            case 0 -> new NatsConf.Number(random.nextInt());
            case 1 -> new NatsConf.Flag(random.nextBoolean());
            case 2 -> new NatsConf.Variable("V" + random.nextInt(10));
            case 3 -> new NatsConf.Text(text(random));
            case 4 -> block(random, depth - 1);
            default -> items(random, depth - 1);
        };
    }

    private static NatsConf.Items items(Random random, int depth) {
        List<NatsConf> values = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            values.add(value(random, depth));
        }
        return new NatsConf.Items(values);
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            text.append(CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
        }
        return text.toString();
    }
}
