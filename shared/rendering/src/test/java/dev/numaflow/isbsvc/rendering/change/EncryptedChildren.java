package dev.numaflow.isbsvc.rendering.change;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.Services;
import dev.numaflow.isbsvc.rendering.children.Children;
import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Keys;
import dev.numaflow.isbsvc.rendering.servers.NodeReport;
import dev.numaflow.isbsvc.rendering.servers.ServerRun;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Live children that say different things of how their data is encrypted, servers that answer in different ways, and the decision. */
final class EncryptedChildren {

    static final ObjectMapper JSON = new ObjectMapper();

    static final Instant EDITED = Instant.parse("2026-11-01T10:00:00Z");

    static final ClusterQueries NOBODY_IS_ASKED = new ClusterQueries() {
        @Override
        public List<NodeReport> nodes(int replicas) {
            return List.of();
        }

        @Override
        public List<ServerRun> runs(int replicas) {
            throw new AssertionError("no server has to be asked");
        }

        @Override
        public Optional<String> rollsFirst() {
            return Optional.empty();
        }
    };

    private EncryptedChildren() {}

    static ClusterQueries servers(String answers) {
        List<ServerRun> runs = new ArrayList<>();
        String[] each = answers.split(" ");
        for (int i = 0; i < each.length; i++) {
            run("isbsvc-default-js-" + i, each[i]).ifPresent(runs::add);
        }
        return new ClusterQueries() {
            @Override
            public List<NodeReport> nodes(int replicas) {
                return List.of();
            }

            @Override
            public List<ServerRun> runs(int replicas) {
                assertThat(replicas).isEqualTo(3);
                return runs;
            }

            @Override
            public Optional<String> rollsFirst() {
                return Optional.empty();
            }
        };
    }

    static Optional<ServerRun> run(String pod, String answer) {
        return switch (answer) {
            case "", "?" -> Optional.empty();
            case "x" -> Optional.of(new ServerRun(pod, Optional.empty(), Optional.empty(), 1));
            case "r" -> Optional.of(new ServerRun(pod, Optional.of(EDITED.minusSeconds(60)), since(1), 1));
            default ->
                Optional.of(new ServerRun(pod, since(Integer.parseInt(answer)), since(Integer.parseInt(answer)), 1));
        };
    }

    static Optional<Instant> since(int seconds) {
        return Optional.of(EDITED.plusSeconds(seconds));
    }

    static Parsed<ChangeDecision> decide(String asked, LiveChildren live, ClusterQueries around) {
        return decideSpec("persistence: {}, encryption: " + asked, live, around);
    }

    static Parsed<ChangeDecision> decideSpec(String spec, LiveChildren live, ClusterQueries around) {
        return ChangeDecider.decide(Children.of(Services.jetstream(spec)), live, "", around);
    }

    /** What is held because of the key in the ConfigMap, and not because of the spec. */
    static List<HeldChange> doubts(ChangeDecision decision) {
        return decision.held().stream()
                .filter(held -> held.field().startsWith("ConfigMap"))
                .toList();
    }

    static JsonNode configMap(ChangeDecision decision) {
        return JSON.valueToTree(decision.children().get(0));
    }

    /** Rendered without a key, which somebody may have added. */
    static JsonNode configMap(boolean withKey) {
        ObjectNode map = rendered().configMap().deepCopy();
        String text = map.at("/data/nats-js").asText();
        if (withKey) {
            map.withObject("/data").put(Keys.NATS_CONF, text.replaceFirst("store_dir", "key: \\$JS_KEY\n  store_dir"));
        }
        ObjectNode manager =
                map.withObject("/metadata").putArray("managedFields").addObject();
        manager.put("manager", "kubectl-edit").put("time", EDITED.toString());
        manager.withObject("/fieldsV1/f:data").putObject("f:" + Keys.NATS_CONF);
        return map;
    }

    static LiveChildren withKeySecret(LiveChildren live, JsonNode keySecret) {
        return new LiveChildren(live.statefulSet(), live.configMap(), keySecret, false);
    }

    /** {@code -} is lost: the object, or of a StatefulSet what we noted on it. */
    static LiveChildren live(String record, String statefulSet, String configMap) {
        ObjectNode set = rendered().statefulSet().deepCopy();
        set.withObject("/metadata/annotations").remove(Annotations.ENCRYPTION);
        if (!statefulSet.equals("-")) {
            set.withObject("/metadata/annotations").put(Annotations.ENCRYPTION, statefulSet);
        }
        return new LiveChildren(
                set,
                configMap.equals("-") ? MissingNode.getInstance() : configMap(configMap.equals("true")),
                record.equals("-") ? MissingNode.getInstance() : noted(record),
                false);
    }

    static LiveChildren rendered() {
        return CurrentState.asApplied(Services.jetstream("persistence: {}")).live();
    }

    static ObjectNode noted(String encrypted) {
        ObjectNode object = JSON.createObjectNode();
        object.withObject("/metadata/annotations").put(Annotations.ENCRYPTION, encrypted);
        return object;
    }
}
