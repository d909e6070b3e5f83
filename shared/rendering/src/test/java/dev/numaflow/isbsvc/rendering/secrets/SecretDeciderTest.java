package dev.numaflow.isbsvc.rendering.secrets;

import static dev.numaflow.isbsvc.rendering.secrets.SimulatedSecrets.auth;
import static dev.numaflow.isbsvc.rendering.secrets.SimulatedSecrets.client;
import static dev.numaflow.isbsvc.rendering.secrets.SimulatedSecrets.credentials;
import static dev.numaflow.isbsvc.rendering.secrets.SimulatedSecrets.merged;
import static dev.numaflow.isbsvc.rendering.secrets.SimulatedSecrets.server;
import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.rendering.children.AuthConf;
import dev.numaflow.isbsvc.rendering.children.AuthConf.Credentials;
import dev.numaflow.isbsvc.rendering.naming.Keys;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Invariant 7. */
class SecretDeciderTest {

    private static final String KEY = "the-key-of-the-data";
    private static final String OTHER_KEY = "another-key-of-some";
    private static final SecretUse USED = new SecretUse(true, false, false);
    private static final SecretUse UNUSED = new SecretUse(false, false, false);

    /**
     * Each Secret as its values: the key as `k`, another as `x`, no value as `.`; then whom it names, of whom `a`, `b` and `c` differ, or
     * `?` for a text that no server can load. `-` is a Secret that is gone.
     */
    @ParameterizedTest(name = "key {0}, server {1}, client {2}: {3}")
    @CsvSource(
            delimiter = '|',
            value = {
                "ka | ka  | a | Complete",
                "ka | kab | b | Complete",
                "kb | kab | a | Complete",
                // An older key Secret.
                "k. | ka  | a | Complete",
                // One is gone.
                "-  | ka  | a | create KEY, Complete",
                "ka | -   | a | create SERVER, Complete",
                "ka | ka  | - | create CLIENT, Complete",
                // Two are gone.
                "-  | -   | a | Lost",
                "-  | ka  | - | create KEY, create CLIENT, Complete",
                "ka | -   | - | create SERVER, create CLIENT, Complete",
                // All are.
                "-  | -   | - | Lost",
                // The encryption key.
                ".a | ka  | a | repair KEY [encryption], Complete",
                "ka | .a  | a | repair SERVER [encryption], Complete",
                ".a | .a  | a | Lost",
                ".a | -   | a | Lost",
                "-  | .a  | a | Lost",
                "ka | xa  | a | Disagree",
                "ka | xa  | - | Disagree",
                // Whom the servers accept.
                // A server may load what is not read here.
                "ka | k?  | a | Complete",
                "kb | k?  | a | Complete",
                "k. | k?  | a | Complete",
                "-  | k?  | a | create KEY, Complete",
                "ka | k?  | - | Disagree",
                "ka | k?  | . | Disagree",
                "ka | .?  | a | repair SERVER [encryption], Complete",
                "ka | k.  | a | repair SERVER [auth], Complete",
                "ka | kb  | a | repair SERVER [auth], Complete",
                "-  | k.  | a | create KEY, repair SERVER [auth], Complete",
                "ka | k.  | - | repair SERVER [auth], create CLIENT, Complete",
                "k. | k.  | a | repair SERVER [auth], Complete",
                // With what clients connect.
                "ka | ka  | . | 'repair CLIENT [client-auth-user, client-auth-password], Complete'",
                "ka | ka  | b | 'repair CLIENT [client-auth-user, client-auth-password], Complete'",
                "-  | ka  | . | 'create KEY, repair CLIENT [client-auth-user, client-auth-password], Complete'",
                // What the key Secret has is the odd one out.
                "kb | ka  | a | 'repair KEY [client-auth-user, client-auth-password], Complete'",
                // Nothing shows which is right.
                "kb | -   | a | Disagree",
                "kb | k.  | a | Disagree",
                "kb | ka  | c | Disagree",
                "kb | ka  | - | Disagree",
                "kb | ka  | . | Disagree",
                "k. | ka  | b | Disagree",
                "-  | ka  | b | Disagree",
            })
    void writesWhatTheOthersProveWhileDataNeedsTheKey(String key, String server, String client, String steps) {
        SimulatedSecrets secrets = secrets(key, server, client);

        assertThat(String.join(", ", secrets.settle(USED))).isEqualTo(steps);
        assertThat(secrets.settle(USED)).hasSize(1);
    }

    /** No data needs the key: one that is lost is generated, and of two the key Secret's counts. */
    @ParameterizedTest(name = "key {0}, server {1}, client {2}: {3}")
    @CsvSource(
            delimiter = '|',
            value = {
                "-  | -   | - | create KEY, create SERVER, create CLIENT, Complete",
                "-  | -   | a | create KEY, create SERVER, Complete",
                "-  | .a  | a | create KEY, repair SERVER [encryption], Complete",
                ".a | -   | a | create SERVER, repair KEY [encryption], Complete",
                ".a | .a  | a | repair SERVER [encryption], repair KEY [encryption], Complete",
                "ka | xa  | a | repair SERVER [encryption], Complete",
                "ka | kb  | c | Disagree",
            })
    void generatesAKeyThatNothingNeeds(String key, String server, String client, String steps) {
        assertThat(String.join(", ", secrets(key, server, client).settle(UNUSED)))
                .isEqualTo(steps);
    }

    @ParameterizedTest
    @ValueSource(strings = {"private-key", "cert", "ca-cert", "cluster-private-key", "cluster-cert", "cluster-ca-cert"})
    void renewsCertificatesTogetherThatOneAuthorityHasSigned(String lost) {
        SimulatedSecrets secrets = secrets("ka", "ka", "a");
        secrets.get(SecretRole.SERVER).put(lost, "");
        CertificateKeys group = lost.startsWith("cluster") ? CertificateKeys.CLUSTER : CertificateKeys.CLIENT;

        assertThat(secrets.settle(USED)).containsExactly("repair SERVER " + group.all(), "Complete");
    }

    @Test
    void renewsCertificatesThatNoServerCanLoad() {
        SecretContents live = secrets("ka", "ka", "a").contents();
        HeldValues unusable =
                new HeldValues(live.server().orElseThrow().texts(), Set.of(CertificateKeys.CLUSTER), WriteBar.NONE);

        assertThat(decide(new SecretContents(live.key(), Optional.of(unusable), live.client())))
                .isInstanceOfSatisfying(SecretDecision.Repair.class, repair -> assertThat(repair.keys())
                        .isEqualTo(CertificateKeys.CLUSTER.all()));
    }

    @Test
    void leavesAKeySecretThatRecordsAnAddedKey() {
        assertThat(secrets("kb", "ka", "a").settle(new SecretUse(true, true, false)))
                .containsExactly("Complete");
        assertThat(secrets("ka", "-", "a").settle(new SecretUse(true, true, false)))
                .containsExactly("create SERVER", "Complete");
    }

    /** Whatever keeps it from being written is said; servers and clients do not read the key Secret, so nothing waits for that. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SERVER | .a | `encryption` of Secret isbsvc-default-js-server",
                "SERVER | k. | `auth` of Secret isbsvc-default-js-server",
                "CLIENT | b  | `client-auth-user`, `client-auth-password` of Secret isbsvc-default-js-client-auth",
            })
    void holdsWhereASecretThatIsReadCannotBeWritten(SecretRole damaged, String values, String what) {
        SimulatedSecrets secrets = damaged == SecretRole.SERVER ? secrets("ka", values, "a") : secrets("ka", "ka", "b");
        secrets.bar(damaged, new WriteBar(false, Optional.of("is immutable"), "delete it"));

        assertThat(decide(secrets.contents()))
                .isInstanceOfSatisfying(SecretDecision.Disagree.class, held -> assertThat(held.why())
                        .isEqualTo(what + " are lost or wrong, and it is immutable: delete it"));
    }

    @ParameterizedTest
    @ValueSource(strings = {".a", "kb"})
    void goesOnWhereTheKeySecretCannotBeWritten(String key) {
        SimulatedSecrets secrets = secrets(key, "ka", "a");
        secrets.bar(SecretRole.KEY, new WriteBar(false, Optional.of("is immutable"), "delete it"));

        assertThat(decide(secrets.contents()))
                .isInstanceOfSatisfying(SecretDecision.Complete.class, complete -> assertThat(complete.left())
                        .hasValueSatisfying(left -> assertThat(left.secret()).isEqualTo(SecretRole.KEY)));
    }

    @ParameterizedTest
    @EnumSource(SecretRole.class)
    void writesOverNothingWhileOneIsBeingDeleted(SecretRole deleted) {
        SimulatedSecrets secrets = secrets("ka", "kb", "a");
        secrets.bar(deleted, new WriteBar(true, Optional.empty(), ""));

        assertThat(decide(secrets.contents()))
                .isInstanceOfSatisfying(SecretDecision.Disagree.class, held -> assertThat(held.why())
                        .contains("Secret " + deleted.name(SimulatedSecrets.NAMES) + ", which is being deleted"));
    }

    @Test
    void leavesCertificatesThatNoServerWouldLoadWhileItRuns() {
        SecretUse adopted = new SecretUse(true, false, true);
        SimulatedSecrets secrets = secrets("ka", ".a", "a");
        secrets.get(SecretRole.SERVER).put(Keys.CERT, "");

        assertThat(secrets.settle(adopted)).containsExactly("repair SERVER [encryption]", "Disagree");
        assertThat(secrets.get(SecretRole.SERVER)).containsEntry(Keys.CERT, "").containsEntry(Keys.CA_CERT, "PEM");
    }

    @Test
    void takesAHashedPasswordForTheOneThatClientsHold() {
        SimulatedSecrets secrets = secrets("ka", "ka", "a");
        secrets.get(SecretRole.SERVER).put(Keys.AUTH, auth(new Credentials("a", "$2a$11$hash")));

        assertThat(secrets.settle(USED)).containsExactly("Complete");
        secrets.delete(SecretRole.CLIENT);
        assertThat(secrets.settle(USED)).containsExactly("create CLIENT", "Complete");
        secrets.delete(SecretRole.CLIENT);
        secrets.put(SecretRole.KEY, Map.of(Keys.ENCRYPTION, KEY));
        assertThat(secrets.settle(USED)).containsExactly("Disagree");
    }

    /** Invariant 12. */
    @ParameterizedTest
    @ValueSource(
            strings = {"ka xa a", "kb - a", "kb k. a", "ka k? -", "kb ka c", "kb ka -", "k. ka b", "- - a", ".a .a -"})
    void namesObjectsAndKeysAndNoValue(String values) {
        String[] each = values.split(" ");
        SecretContents live = secrets(each[0], each[1], each[2]).contents();

        assertThat(decide(live).toString())
                .contains("Secret")
                .contains("isbsvc-default-js-server")
                .doesNotContain(KEY, OTHER_KEY)
                .doesNotContain(Stream.of("a", "b", "c")
                        .map(user -> credentials(user).password())
                        .toList());
    }

    @Test
    void valuesAreInNoText() {
        SimulatedSecrets secrets = secrets("-", "ka", "a");

        assertThat(List.of(secrets.contents(), decide(secrets.contents())).toString())
                .doesNotContain(
                        KEY, credentials("a").password(), credentials("a").user() + ",");
    }

    /** Whatever is lost or altered between reconciles, clients stay accepted and the key stays, or it is reported. */
    @Test
    void keepsKeyAndClientsWhateverIsLostOrAlteredOrReportsIt() {
        long seed = Long.getLong("secrets.seed", new Random().nextLong());
        Random random = new Random(seed);
        for (int life = 0; life < 2000; life++) {
            SimulatedSecrets secrets = secrets("ka", "ka", "a");
            List<String> story = new ArrayList<>(List.of("seed " + seed + ", life " + life));
            boolean held = false;
            for (int reconcile = 0; reconcile < 4 && !held; reconcile++) {
                if (random.nextInt(3) == 0) {
                    story.add(alter(secrets, random));
                } else {
                    for (int losses = random.nextInt(4); losses > 0; losses--) {
                        story.add(lose(secrets, random));
                    }
                }
                List<String> done = secrets.settle(USED);
                story.addAll(done);
                held = done.size() == 1 && !done.get(0).equals("Complete");
                assertThat(done.get(done.size() - 1))
                        .as(story.toString())
                        .isIn(held ? List.of("Lost", "Disagree") : List.of("Complete"));
                if (!held && credentialsAreLost(secrets)) {
                    // An Event says so to whoever restarts the vertex pods.
                    break;
                }
                if (!held) {
                    assertWhole(secrets, story);
                }
                // It stays, and then nothing but the client Secret shows what clients hold.
                held |= isAuthUnreadable(secrets);
            }
        }
    }

    private static boolean isAuthUnreadable(SimulatedSecrets secrets) {
        return secrets.contents().server().filter(HeldValues::isAuthUnreadable).isPresent();
    }

    private static boolean credentialsAreLost(SimulatedSecrets secrets) {
        return secrets.get(SecretRole.CLIENT).equals(client(credentials(SimulatedSecrets.NEW_CLIENT)));
    }

    private static void assertWhole(SimulatedSecrets secrets, List<String> story) {
        assertThat(secrets.get(SecretRole.KEY)).as(story.toString()).containsEntry(Keys.ENCRYPTION, KEY);
        assertThat(secrets.get(SecretRole.SERVER)).as(story.toString()).containsEntry(Keys.ENCRYPTION, KEY);
        if (!isAuthUnreadable(secrets)) {
            assertThat(AuthConf.clients(secrets.get(SecretRole.SERVER).get(Keys.AUTH)))
                    .as(story.toString())
                    .contains(credentials("a"));
        }
        assertThat(secrets.get(SecretRole.CLIENT)).as(story.toString()).isEqualTo(client(credentials("a")));
    }

    /** The value of a key that is lost in one Secret and altered in the other is beyond proof: so there is one of both at a time. */
    private static String alter(SimulatedSecrets secrets, Random random) {
        SecretRole secret = SecretRole.values()[random.nextInt(3)];
        String key = anyKey(secrets, secret, random);
        secrets.get(secret).put(key, "altered-" + random.nextInt());
        return "alter " + secret + " " + key;
    }

    private static String lose(SimulatedSecrets secrets, Random random) {
        SecretRole secret = SecretRole.values()[random.nextInt(3)];
        if (secrets.get(secret) == null || random.nextInt(3) == 0) {
            secrets.delete(secret);
            return "delete " + secret;
        }
        String key = anyKey(secrets, secret, random);
        secrets.get(secret).put(key, "");
        return "empty " + secret + " " + key;
    }

    private static String anyKey(SimulatedSecrets secrets, SecretRole secret, Random random) {
        List<String> keys = secrets.get(secret).keySet().stream().sorted().toList();
        return keys.get(random.nextInt(keys.size()));
    }

    private static SecretDecision decide(SecretContents live) {
        return SecretDecider.decide(SimulatedSecrets.NAMES, live, USED);
    }

    private static SimulatedSecrets secrets(String key, String server, String client) {
        SimulatedSecrets secrets = new SimulatedSecrets();
        if (!key.equals("-")) {
            secrets.put(SecretRole.KEY, merged(Map.of(Keys.ENCRYPTION, encryption(key)), clients(key.substring(1))));
        }
        if (!server.equals("-")) {
            secrets.put(SecretRole.SERVER, server(encryption(server), accepted(server.substring(1))));
        }
        if (!client.equals("-")) {
            secrets.put(SecretRole.CLIENT, clients(client));
        }
        return secrets;
    }

    private static String encryption(String values) {
        return switch (values.charAt(0)) {
            case 'k' -> KEY;
            case 'x' -> OTHER_KEY;
            default -> "";
        };
    }

    private static Map<String, String> clients(String user) {
        return user.equals(".") ? Map.of() : client(credentials(user));
    }

    private static String accepted(String users) {
        return switch (users) {
            case "?" -> "accounts { js { users: [ {";
            case "." -> "";
            default ->
                auth(users.chars()
                        .mapToObj(user -> credentials(Character.toString(user)))
                        .toArray(Credentials[]::new));
        };
    }
}
