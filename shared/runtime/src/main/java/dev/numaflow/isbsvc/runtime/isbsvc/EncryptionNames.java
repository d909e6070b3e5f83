package dev.numaflow.isbsvc.runtime.isbsvc;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.change.LiveChildren;
import dev.numaflow.isbsvc.rendering.change.LostNames;
import dev.numaflow.isbsvc.rendering.change.StoredData;
import dev.numaflow.isbsvc.rendering.children.RunningEncryption;
import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.cluster.ClusterView;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds under which names a service finds how its data is encrypted: each change of that has used the next ones. */
public final class EncryptionNames {

    /** Numbers in a row without a key Secret, after which no more is looked for: somebody may have deleted one. */
    private static final int GAP = 2;

    private final ClusterView objects;

    public EncryptionNames(ClusterView objects) {
        this.objects = objects;
    }

    /** Those of a live StatefulSet. */
    public RunningEncryption of(Names names, JsonNode statefulSet) {
        int changes = known(names, statefulSet);
        Optional<Boolean> before = changes == 0
                ? Optional.empty()
                : RunningEncryption.before(statefulSet).or(() -> leftBehind(names.withEncryption(changes - 1)));
        return new RunningEncryption(
                changes,
                before,
                RunningEncryption.restored(statefulSet),
                RunningEncryption.nodes(statefulSet)
                        .or(() -> before.flatMap(any -> nodes(names.withEncryption(changes)))));
    }

    /** Whoever removed the record: only a change that begins with one node takes it from a configuration without routes to one with some. */
    private Optional<Integer> nodes(Names newest) {
        return routes(RunningEncryption.before(newest))
                .filter(before -> before == 1)
                .flatMap(any -> routes(newest))
                .filter(after -> after > 1);
    }

    private Optional<Integer> routes(Names names) {
        return get(names, ObjectKind.CONFIG_MAP, names.configMap()).flatMap(LiveChildren::routes);
    }

    /** A template that was edited to names that nobody made is put right, as any other. */
    private int known(Names names, JsonNode statefulSet) {
        int changes = RunningEncryption.changes(statefulSet);
        int recorded = RunningEncryption.recorded(statefulSet);
        return changes > recorded
                        && get(
                                        names,
                                        ObjectKind.SECRET,
                                        names.withEncryption(changes).keySecret())
                                .isEmpty()
                ? recorded
                : changes;
    }

    /** Ours goes at the end of a change, so that one is not over yet, whatever was removed from the StatefulSet. */
    private Optional<Boolean> leftBehind(Names before) {
        return get(before, ObjectKind.CONFIG_MAP, before.configMap())
                .filter(map ->
                        !ObjectMetas.annotation(map, Annotations.RENDERED).isEmpty())
                .flatMap(map -> StoredData.of(map, get(before, ObjectKind.SECRET, before.keySecret())));
    }

    /** Those of a service whose StatefulSet is lost. @return a refusal where the disks have different ones */
    Parsed<Integer> lost(Names names, List<JsonNode> claims) {
        return LostNames.of(claims, () -> newestConfigMap(names));
    }

    private int newestConfigMap(Names names) {
        List<Integer> numbers = numbers(names);
        for (int i = numbers.size() - 1; i >= 0; i--) {
            Names these = names.withEncryption(numbers.get(i));
            if (get(these, ObjectKind.CONFIG_MAP, these.configMap()).isPresent()) {
                return these.encryption();
            }
        }
        return numbers.isEmpty() ? 0 : numbers.get(numbers.size() - 1);
    }

    /** All names that may be in use, the oldest first: each change of encryption has made a key Secret, which stays. */
    public List<Names> all(Names names) {
        return numbers(names).stream().map(names::withEncryption).toList();
    }

    private List<Integer> numbers(Names names) {
        List<Integer> numbers = new ArrayList<>();
        for (int number = 0, absent = 0; absent < GAP; number++) {
            if (get(names, ObjectKind.SECRET, names.withEncryption(number).keySecret())
                    .filter(secret -> !ObjectMetas.isDeleting(secret))
                    .isPresent()) {
                numbers.add(number);
                absent = 0;
            } else {
                absent++;
            }
        }
        return numbers;
    }

    private Optional<JsonNode> get(Names names, ObjectKind kind, String name) {
        return objects.get(new ObjectRef(kind, names.namespace(), name));
    }
}
