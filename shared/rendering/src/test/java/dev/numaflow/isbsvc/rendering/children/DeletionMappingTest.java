package dev.numaflow.isbsvc.rendering.children;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.rendering.children.AuthConf.Credentials;
import dev.numaflow.isbsvc.rendering.conf.NatsConf;
import dev.numaflow.isbsvc.rendering.conf.NatsConf.Block;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of the mapping by which a deletion of a client deletes nothing, whoever edits the configuration. */
class DeletionMappingTest {

    private static final Certificates NONE = new Certificates("", "", "", Instant.EPOCH);
    private static final ServerMaterial MATERIAL =
            new ServerMaterial("user", "password", "sys", "k".repeat(32), NONE, NONE);
    private static final String PLAIN = "accounts { js { jetstream: true, users: [ {user: u, pass: p} ] } }";

    @Test
    void whatIsMadeHereHasIt() {
        Block mappings = mappings(AuthConf.render(MATERIAL, false));

        assertThat(mappings.text("$JS.API.STREAM.DELETE.*")).contains("$JS.API.STREAM.INFO.$1");
        assertThat(mappings.text("$ISBSVC.API.STREAM.DELETE.*")).contains("$JS.API.STREAM.DELETE.$1");
        assertThat(mappings.entries()).hasSize(2);
    }

    @Test
    void isKeptByEveryOtherEdit() {
        String guarded = AuthConf.withGuard(PLAIN, true).orElseThrow();

        for (String edited : new String[] {
            AuthConf.accepting(guarded, MATERIAL, false),
            AuthConf.with(guarded, new Credentials("v", "q")).orElseThrow(),
            AuthConf.without(AuthConf.with(guarded, new Credentials("v", "q")).orElseThrow(), "u")
                    .orElseThrow(),
            AuthConf.withTls(guarded, true).orElseThrow(),
            AuthConf.withTls(guarded, false).orElseThrow(),
        }) {
            assertThat(AuthConf.isGuarded(edited, true)).as(edited).contains(true);
        }
        assertThat(AuthConf.isGuarded(AuthConf.accepting(PLAIN, MATERIAL, false), false))
                .as("of somebody else's configuration that is repaired")
                .contains(true);
        assertThat(AuthConf.isGuarded(AuthConf.accepting("", MATERIAL, false), true))
                .as("of a new one in the place of one that is lost")
                .contains(true);
    }

    @Test
    void isTakenOutToTheConfigurationThatWasThere() {
        String with = AuthConf.withGuard(PLAIN, true).orElseThrow();

        String without = AuthConf.withGuard(with, false).orElseThrow();

        assertThat(NatsConf.parse(without)).isEqualTo(NatsConf.parse(PLAIN));
        assertThat(AuthConf.isGuarded(without, false)).contains(true);
    }

    @Test
    void leavesEveryOtherMappingAsItIs() {
        String own =
                "accounts { js { mappings: {\"orders.*\": [{destination: \"o.$1\", weight: 50}]}, users: [ {user: u, pass: p} ] } }";

        String with = AuthConf.withGuard(own, true).orElseThrow();

        assertThat(mappings(with).entries()).hasSize(3);
        assertThat(NatsConf.parse(AuthConf.withGuard(with, false).orElseThrow()))
                .isEqualTo(NatsConf.parse(own));
    }

    /** A half is none, and goes as well: with the first alone nobody could delete anything. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"$JS.API.STREAM.DELETE.*\": \"$JS.API.STREAM.INFO.$1\"",
                "\"$ISBSVC.API.STREAM.DELETE.*\": \"$JS.API.STREAM.DELETE.$1\""
            })
    void aHalfOfItIsCompletedOrTakenOut(String half) {
        String conf = "accounts { js { mappings: {" + half + "}, users: [ {user: u, pass: p} ] } }";

        assertThat(AuthConf.isGuarded(conf, true)).contains(false);
        assertThat(AuthConf.isGuarded(conf, false)).contains(false);
        assertThat(mappings(AuthConf.withGuard(conf, true).orElseThrow()).entries())
                .hasSize(2);
        assertThat(mappings(AuthConf.withGuard(conf, false).orElseThrow()).entries())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mappings: {\"$JS.API.STREAM.DELETE.*\": \"nobody\"}",
                "mappings: {\"$JS.API.STREAM.DELETE.*\": [{destination: \"$JS.API.STREAM.INFO.$1\", weight: 100}]}",
                "maps: {\"a\": \"b\"}",
                "mappings: []"
            })
    void writesOverNoMappingOfSomebodyElse(String mapping) {
        String conf = "accounts { js { " + mapping + ", users: [ {user: u, pass: p} ] } }";

        assertThat(AuthConf.withGuard(conf, true)).isEmpty();
        assertThat(AuthConf.withGuard(conf, false).map(NatsConf::parse)).contains(NatsConf.parse(conf));
    }

    @Test
    void isNeitherAddedNorDeniedWhereOnlyAServerReadsTheRest() {
        String conf = "include ./accounts.conf";

        assertThat(AuthConf.withGuard(conf, true)).isEmpty();
        assertThat(AuthConf.isGuarded(conf, true)).isEmpty();
        assertThat(DeletionMapping.mayBeIn(conf)).isFalse();
        assertThat(DeletionMapping.mayBeIn(AuthConf.render(MATERIAL, false) + "include ./more.conf"))
                .isTrue();
    }

    private static Block mappings(String auth) {
        return NatsConf.parse(auth)
                .block("accounts")
                .block(AuthConf.CLIENT_ACCOUNT)
                .block("mappings");
    }
}
