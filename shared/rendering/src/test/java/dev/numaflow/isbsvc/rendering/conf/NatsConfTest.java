package dev.numaflow.isbsvc.rendering.conf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.numaflow.isbsvc.rendering.conf.NatsConf.Block;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

    @ParameterizedTest
    @CsvSource({
        "1k, 1000",
        "1K, 1000",
        "1kb, 1024",
        "1Ki, 1024",
        "1KIB, 1024",
        "5m, 5000000",
        "5mb, 5242880",
        "20G, 20000000000",
        "20GiB, 21474836480",
        "1t, 1000000000000",
        "1TB, 1099511627776",
        "1tib, 1099511627776",
        "2p, 2000000000000000",
        "2pi, 2251799813685248",
        "7E, 7000000000000000000",
        "1eb, 1152921504606846976",
        "-1, -1",
        "-2k, -2000",
        "010, 10",
        "9223372036854775807, 9223372036854775807",
        "-9223372036854775808, -9223372036854775808",
    })
    void readsSizesWithAUnitAsNumbers(String written, long bytes) {
        Block conf = NatsConf.parse("jetstream { max_file_store: " + written + " }");

        assertThat(conf.block("jetstream").get("max_file_store")).contains(new NatsConf.Number(bytes));
        assertThat(conf.print()).contains("max_file_store: " + bytes + "\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"5kbb", "5x", "5 k", "k", "1.5G", "5kk", "0x10"})
    void leavesWhatIsNoSizeAText(String written) {
        Block conf = NatsConf.parse("a: \"" + written + "\"\nb: " + written.replace(" ", ""));

        assertThat(conf.get("a")).contains(new NatsConf.Text(written));
        assertThat(conf.get("b")).isPresent();
    }

    @Test
    void readsFractionsAndEveryWordForTrueAndFalse() {
        Block conf = NatsConf.parse("a: 1.50\nb: yes\nc: OFF\nd: On\ne: \"yes\"\nf: 'No'\ng: 127.0.0.1");

        assertThat(conf.get("a")).contains(new NatsConf.Decimal(new BigDecimal("1.50")));
        assertThat(conf.print()).contains("a: 1.50\n", "b: true\n", "c: false\n", "d: true\n");
        assertThat(conf.text("e")).contains("yes");
        assertThat(conf.text("f")).contains("No");
        assertThat(conf.text("g")).contains("127.0.0.1");
    }

    @Test
    void readsEscapesAsTheServerDoes() {
        assertThat(NatsConf.parse("a: \"x\\x41\\\"\\\\\"\nb: 'c\\d'").entries())
                .containsExactly(
                        Map.entry("a", new NatsConf.Text("xA\"\\")), Map.entry("b", new NatsConf.Text("c\\d")));
        for (String broken : List.of("a: \"\\q\"", "a: \"\\x4\"", "a: \"\\xzz\"", "a: \"b\\n\"")) {
            assertThatThrownBy(() -> NatsConf.parse(broken)).as(broken).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"9223372036854775808", "-9223372036854775809", "99999999999999999999999999999999999999999999k"})
    void refusesNumbersThatNoServerHolds(String number) {
        assertThatThrownBy(() -> NatsConf.parse("a: " + number)).isInstanceOf(IllegalArgumentException.class);
    }

    /** A ConfigMap holds a mebibyte: each level of what is read takes a piece of the stack. */
    @ParameterizedTest
    @ValueSource(strings = {"{a ", "[", "[{b: "})
    void refusesWhatIsNestedWithoutEnd(String level) {
        assertThatThrownBy(() -> NatsConf.parse("a: " + level.repeat(100_000)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("within each other");
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
