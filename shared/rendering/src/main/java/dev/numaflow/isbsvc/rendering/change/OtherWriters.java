package dev.numaflow.isbsvc.rendering.change;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.compare.Comparison;
import dev.numaflow.isbsvc.rendering.input.JsonText;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Decides who else writes a child of ours, from what each repair notes on it: the managers whose content it replaced, and when that was
 * written. One edit by a person is repaired and forgotten; Numaflow's controller, and whoever comes back again and again, is a second writer.
 *
 * @param writes the last writes of each manager
 */
public record OtherWriters(Map<String, TreeSet<Instant>> writes) {

    /** As the API server names Numaflow's controller: by the name of its program. */
    private static final String NUMAFLOW = "numaflow";

    private static final int MOST_MANAGERS = 4;
    private static final int LONGEST_NAME = 128;
    private static final int FIGHT = 3;
    private static final Duration OF_A_FIGHT = Duration.ofHours(1);
    private static final Duration OF_NUMAFLOW = Duration.ofDays(1);
    private static final List<String> CONTENT = List.of("f:spec", "f:data");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What is noted on a child; nothing where somebody edited that. */
    public static OtherWriters notedOn(JsonNode child) {
        OtherWriters noted = new OtherWriters(new TreeMap<>());
        String text = child.at("/metadata/annotations")
                .path(Annotations.OTHER_WRITERS)
                .asText();
        if (!text.isEmpty()) {
            JsonText.tree(text).properties().stream()
                    .filter(entry -> entry.getKey().length() <= LONGEST_NAME)
                    .forEach(entry -> entry.getValue().forEach(time -> instant(time.asText())
                            .ifPresent(when -> noted.add(entry.getKey(), when))));
        }
        return noted;
    }

    /**
     * The note of a write that replaces the content of a live child.
     *
     * @return empty where nobody else has written it since the last one, or the child was not ours yet
     */
    public static Optional<String> note(JsonNode live) {
        OtherWriters noted = notedOn(live);
        boolean isOurs = live.at("/metadata/annotations").has(Annotations.RENDERED);
        boolean isNew = false;
        for (JsonNode entry : live.at("/metadata/managedFields")) {
            Optional<Instant> time = instant(entry.path("time").asText());
            if (isOurs && isContentOfOthers(entry) && time.isPresent()) {
                isNew |= noted.add(entry.path("manager").asText(), time.get());
            }
        }
        return isNew ? Optional.of(noted.print()) : Optional.empty();
    }

    /**
     * The second writers of these children, each with what it wrote. As long as there is one, nothing may be done in steps: it would write
     * over them.
     */
    public static Map<String, List<String>> among(List<JsonNode> children, Instant now) {
        Map<String, List<String>> writers = new TreeMap<>();
        for (JsonNode child : children) {
            OtherWriters noted = notedOn(child);
            noted.writes.keySet().stream()
                    .filter(manager -> noted.isSecondWriter(manager, now))
                    .forEach(manager -> writers.computeIfAbsent(manager, any -> new ArrayList<>())
                            .add(child.path("kind").asText() + " "
                                    + child.at("/metadata/name").asText()));
        }
        return writers;
    }

    /** The same as held changes, in words that stay the same as long as it goes on. */
    public static List<HeldChange> held(ValidService service, List<JsonNode> children, Instant now) {
        return among(children, now).entrySet().stream()
                .map(writer -> held(service, writer.getKey(), String.join(", ", writer.getValue())))
                .toList();
    }

    private static HeldChange held(ValidService service, String manager, String objects) {
        return new HeldChange(
                HeldChange.id(service, "writer", manager),
                objects,
                "as the functions render it",
                "what " + manager + " writes",
                Effect.HELD,
                manager
                        + " writes these objects too; each time they were put right, and nothing is done in steps while that goes on",
                isNumaflows(manager)
                        ? "Fence Numaflow's controller off (kubectl apply -k knative/manifests/fence), or leave the service to it"
                                + " (kubectl isbsvc release)"
                        : "Have whoever runs " + manager + " leave them alone");
    }

    private boolean isSecondWriter(String manager, Instant now) {
        TreeSet<Instant> times = writes.get(manager);
        return isNumaflows(manager)
                ? times.last().isAfter(now.minus(OF_NUMAFLOW))
                : times.size() >= FIGHT && times.first().isAfter(now.minus(OF_A_FIGHT));
    }

    private static boolean isNumaflows(String manager) {
        return manager.startsWith(NUMAFLOW);
    }

    private static boolean isContentOfOthers(JsonNode entry) {
        String manager = entry.path("manager").asText();
        return !manager.equals(Comparison.OUR_MANAGER)
                && !manager.isEmpty()
                && manager.length() <= LONGEST_NAME
                && entry.path("subresource").asText().isEmpty()
                && CONTENT.stream().anyMatch(entry.path("fieldsV1")::has);
    }

    /** Keeps the newest of each, and the managers that wrote last. @return whether the write was not known */
    private boolean add(String manager, Instant time) {
        boolean isNew = writes.computeIfAbsent(manager, any -> new TreeSet<>()).add(time);
        while (writes.get(manager).size() > FIGHT) {
            writes.get(manager).pollFirst();
        }
        if (writes.size() > MOST_MANAGERS) {
            writes.entrySet().stream()
                    .min(Comparator.comparing(each -> each.getValue().last()))
                    .ifPresent(oldest -> writes.remove(oldest.getKey()));
        }
        return isNew;
    }

    private String print() {
        ObjectNode text = JSON.createObjectNode();
        writes.forEach((manager, times) ->
                times.forEach(time -> text.withArray("/" + pointer(manager)).add(time.toString())));
        return text.toString();
    }

    /** A name as a part of a JSON pointer. */
    private static String pointer(String manager) {
        return manager.replace("~", "~0").replace("/", "~1");
    }

    private static Optional<Instant> instant(String text) {
        return Stream.of(text)
                .filter(any -> !any.isEmpty())
                .flatMap(OtherWriters::parsed)
                .findFirst();
    }

    private static Stream<Instant> parsed(String text) {
        try {
            return Stream.of(Instant.parse(text));
        } catch (DateTimeParseException edited) {
            return Stream.empty();
        }
    }
}
