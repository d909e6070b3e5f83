package dev.numaflow.isbsvc.rendering.change;

import static dev.numaflow.isbsvc.rendering.change.EncryptedChildren.NOBODY_IS_ASKED;
import static dev.numaflow.isbsvc.rendering.change.EncryptedChildren.decide;
import static dev.numaflow.isbsvc.rendering.change.EncryptedChildren.live;
import static dev.numaflow.isbsvc.rendering.change.EncryptedChildren.noted;
import static dev.numaflow.isbsvc.rendering.change.EncryptedChildren.servers;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.Services;
import dev.numaflow.isbsvc.rendering.conf.NatsConf;
import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.naming.Keys;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Invariant 7: a key that only the ConfigMap holds is found under each of its names, and never written over. */
class ForeignKeyTest {

    /** It is the only copy of what servers may have stored by. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "jetstream: {key: \"pasted-by-hand\"}",
                "jetstream: {ek: pasted-by-hand}",
                "jetstream: {Encryption_Key: \"pasted-by-hand\"}",
                "jetstream: {key: $OTHER}",
                "jetstream: {key: 12}",
                "jetstream: {prev_key: $JS_KEY_BEFORE, key: $JS_KEY}",
                "jetstream: {prev_encryption_key: pasted-by-hand}",
                "jetstream: $OTHER",
                "jetstream: {key: (pasted-by-hand\\n)}",
                "jetstream: {key: \"pasted-by-hand\\t\"",
                "JS_KEY: \"pasted-by-hand\", jetstream: {key: $JS_KEY}"
            })
    void aKeyThatIsNotOursIsNeverWrittenOverNorShown(String conf) {
        for (String record : List.of("true", "false", "-")) {
            LiveChildren live = live(record, "-", "true");
            ((ObjectNode) live.configMap().path("data")).put(Keys.NATS_CONF, conf);
            List<Parsed<?>> refused = List.of(
                    decide("true", live, servers("-60 -60 -60")),
                    ObservedService.withoutServers(live, List.of(noted("true")), Services.jetstream("persistence: {}")),
                    ObservedService.withoutServers(live, List.of(), Services.jetstream("persistence: {}")));

            assertThat(refused).allSatisfy(each -> assertThat(each.violations())
                    .singleElement()
                    .asString()
                    .contains("data.nats-js jetstream.key", "$JS_KEY")
                    .doesNotContain("pasted", "OTHER", "12"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jetstream: {key: $JS_KEY}",
                "jetstream: {key: \"pasted by hand\"}",
                "jetstream: {ek: $JS_KEY}",
                "jetstream: {encryption_key: $JS_KEY}",
                "JetStream: {Key: $JS_KEY}",
                "jetstream: {prev_key: $JS_KEY}",
                "jetstream: {prev_ek: $JS_KEY}",
                "jetstream: {prev_encryption_key: $JS_KEY}"
            })
    void everyNameOfTheKeyIsSeen(String conf) {
        assertThat(ConfigEncryption.isIn(NatsConf.parse(conf))).isTrue();
        assertThat(ConfigEncryption.isIn(ConfigEncryption.without(NatsConf.parse(conf))))
                .isFalse();
    }

    /** It tells nothing, as if it were lost; with a key in it, it may be the only copy. */
    @Test
    void aTextThatNobodyCanReadIsOnlyWrittenOverWhereItNamesNoKey() {
        LiveChildren live = live("false", "-", "false");
        ((ObjectNode) live.configMap().path("data")).put(Keys.NATS_CONF, "jetstream: {store_dir: \"/mon{key}s\"");
        assertThat(decide("false", live, NOBODY_IS_ASKED).isGood()).isFalse();

        ((ObjectNode) live.configMap().path("data")).put(Keys.NATS_CONF, "jetstream: {store_dir: \"/monkeys\"");
        assertThat(decide("false", live, NOBODY_IS_ASKED).isGood()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"jetstream: {store_dir: \"/key\"}", "jetstream: {key: \"\"}", "jetstream: true", "port: 1"})
    void whatIsNoKeyIsNone(String conf) {
        assertThat(ConfigEncryption.isIn(NatsConf.parse(conf))).isFalse();
        assertThat(ConfigEncryption.isForeign(NatsConf.parse(conf))).isFalse();
    }
}
