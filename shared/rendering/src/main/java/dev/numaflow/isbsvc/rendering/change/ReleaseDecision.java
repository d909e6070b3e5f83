package dev.numaflow.isbsvc.rendering.change;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.numaflow.isbsvc.rendering.children.AuthConf;
import dev.numaflow.isbsvc.rendering.children.DeletionMapping;
import dev.numaflow.isbsvc.rendering.children.NumaflowTemplate;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Decides whether a service can be left to Numaflow's controller. That writes its own rendering of the spec over ours as soon as nothing keeps
 * it off; what would be lost by that keeps the service here.
 *
 * @param parts everything that differs between the two, or has to be equal
 * @param held why the service is not left yet; empty where it can be
 * @param approval by which its user approves what is lost; empty where that is nothing, or not approved
 */
public record ReleaseDecision(List<Part> parts, Optional<HeldChange> held, Optional<String> approval) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<State> KEEPS = Set.of(State.BLOCKED, State.ROLL, State.UNKNOWN);
    private static final String FIELD = "metadata.annotations[" + Annotations.RELEASE + "]";
    private static final String HERE = "reconciled by the functions";
    private static final String LEFT = "left to Numaflow's controller";
    private static final String GOES_ON = "It goes on by itself";

    public ReleaseDecision {
        parts = List.copyOf(parts);
    }

    /** What becomes of one part of a service. */
    public enum State {
        /** It is as Numaflow's controller needs it. */
        DONE,
        /** The functions change it when they leave the service. */
        RELEASE,
        /** The functions change it node by node, before they leave the service. */
        ROLL,
        /** What the servers say decides whether something would be lost, and nobody has heard all of them. */
        UNKNOWN,
        /** Numaflow's controller changes it, when it writes the service next. */
        NUMAFLOW,
        /** Something would be lost, so the service is not left. */
        BLOCKED
    }

    /**
     * One part of the service.
     *
     * @param todo what the user can do; empty where nothing has to be done
     */
    public record Part(String subject, State state, String text, String todo) {

        static Part of(String subject, State state, String text) {
            return new Part(subject, state, text, "");
        }

        static Part blocked(String subject, String text, String todo) {
            return new Part(subject, State.BLOCKED, text, todo);
        }
    }

    /**
     * What the user asks for beside the spec, and what the Secrets show.
     *
     * @param approve the ids of approved changes
     * @param retains whether claims have to stay when the service is deleted
     * @param secretsObstacle why Numaflow's controller could not go on with the Secrets
     * @param switchesTls whether the status says that TLS is being switched: the last of its rolls may still be under way
     * @param changesCertificates whether servers are between two authorities
     * @param copies of what goes with a pod: everything where its disk does, and otherwise what is in memory
     * @param deletions what the servers make of those by clients
     */
    public record Facts(
            String approve,
            boolean retains,
            Optional<String> secretsObstacle,
            boolean switchesTls,
            boolean changesCertificates,
            Copies copies,
            Deletions deletions) {

        /** Where deletions by clients delete. */
        public Facts(
                String approve,
                boolean retains,
                Optional<String> secretsObstacle,
                boolean switchesTls,
                boolean changesCertificates,
                Copies copies) {
            this(approve, retains, secretsObstacle, switchesTls, changesCertificates, copies, Deletions.DELETE);
        }

        /** Where something has too few copies. */
        public Facts(
                String approve,
                boolean retains,
                Optional<String> secretsObstacle,
                boolean switchesTls,
                boolean changesCertificates) {
            this(approve, retains, secretsObstacle, switchesTls, changesCertificates, Copies.FEWER);
        }

        /** Where neither is under way. */
        public Facts(String approve, boolean retains, Optional<String> secretsObstacle) {
            this(approve, retains, secretsObstacle, false, false);
        }
    }

    /** What becomes of a stream that a client deletes by name, as Numaflow's Jobs do. */
    public enum Deletions {
        DELETE,
        GUARDED,
        UNREADABLE;

        /** As this configuration has it. */
        public static Deletions of(String auth) {
            return AuthConf.isGuarded(auth, false)
                    .map(deletes -> deletes ? DELETE : GUARDED)
                    .orElse(DeletionMapping.mayBeIn(auth) ? UNREADABLE : DELETE);
        }
    }

    /** @param decision about the spec; whatever it holds, Numaflow's controller would carry out */
    public static ReleaseDecision of(ChangeDecision decision, LiveChildren live, Facts facts) {
        ValidService service = decision.effective();
        JsonNode statefulSet =
                JSON.valueToTree(decision.children().get(decision.children().size() - 1));
        ReleaseApproval approval = ReleaseApproval.of(service, live.statefulSet(), facts.approve());
        List<Part> parts = new ArrayList<>(spec(decision));
        parts.add(names(service, statefulSet));
        parts.add(secrets(facts));
        parts.add(deletions(facts));
        parts.add(new ReleasedPods(decision, live, statefulSet, facts).part(approval));
        parts.add(claims(service, facts));
        parts.addAll(settings(service));
        parts.add(Part.of(
                "leftovers",
                State.DONE,
                service.names().podDisruptionBudget() + ", "
                        + service.names().ownersConfigMap() + " and "
                        + service.names().keySecret()
                        + " stay, and nobody looks after them: delete them when you do not need them any more"));
        return new ReleaseDecision(parts, held(approval.id(), parts), approval.given());
    }

    /** Why the service is not left although nothing would be lost: what its controller needs is reverted after each write of ours. */
    public static HeldChange notKept(ValidService service, List<HeldChange> notKept) {
        return new HeldChange(
                HeldChange.id(service, "release", "not kept"),
                FIELD,
                HERE,
                LEFT,
                Effect.HELD,
                "not left: " + notKept.stream().map(HeldChange::field).collect(Collectors.joining(", "))
                        + " is not kept as it was written",
                "Except the objects of services from the webhook that changes them");
    }

    /** Why the service is not left although nothing would be lost: nobody knows what its controller makes of a spec that is refused. */
    public static HeldChange refused(String uid) {
        return new HeldChange(
                HeldChange.id(uid, "release", "refused"),
                FIELD,
                HERE,
                LEFT,
                Effect.HELD,
                "not left: the spec is refused, and no pod is replaced for a service that cannot be left",
                "Correct the spec, or take the change back");
    }

    /** Whether nothing keeps the service here. */
    public boolean isFree() {
        return held.isEmpty();
    }

    /** Whether nothing keeps it here but pods that the functions replace before they leave it, which is theirs to begin. */
    public boolean rollsPods() {
        return hasPart(State.ROLL) && !isBlocked() && !hasPart(State.UNKNOWN);
    }

    /** Whether something keeps the service here, whatever the functions do and the servers say. */
    public boolean isBlocked() {
        return hasPart(State.BLOCKED);
    }

    private boolean hasPart(State state) {
        return parts.stream().anyMatch(part -> part.state() == state);
    }

    private static List<Part> spec(ChangeDecision decision) {
        return decision.held().isEmpty()
                ? List.of(Part.of("spec", State.DONE, "it runs as it asks"))
                : decision.held().stream().map(ReleaseDecision::spec).toList();
    }

    private static Part spec(HeldChange change) {
        if (LostNodePolicy.isAbout(change)) {
            return Part.blocked(
                    "nodes",
                    change.field() + " is lost, and nobody gives it another volume once the service is left: "
                            + change.reason(),
                    change.wayOut());
        }
        return Part.blocked(
                "spec",
                change.field() + " is held at " + change.running()
                        + ", and Numaflow's controller would carry it out at once, whatever it costs",
                change.wayOut());
    }

    /** Its controller renders the same names always, so what pods refer to by another name it would replace by something older. */
    private static Part names(ValidService service, JsonNode statefulSet) {
        JsonNode template = statefulSet.at("/spec/template");
        List<String> used = References.of(template);
        List<String> known = References.of(JSON.valueToTree(NumaflowTemplate.render(service)));
        return used.equals(known)
                ? Part.of("names", State.DONE, String.join(", ", used))
                : Part.blocked(
                        "names",
                        "pods use " + String.join(", ", used) + ", and Numaflow's controller renders "
                                + String.join(", ", known),
                        service.names().encryption() == 0
                                ? "Wait until the names are those again"
                                : "The names are those of the encryption as it was changed last, and stay: move the Pipelines to a"
                                        + " second service, and delete this one");
    }

    private static Part secrets(Facts facts) {
        if (facts.changesCertificates()) {
            return Part.blocked(
                    "secrets",
                    "the authority of certificates is being changed, and nobody would go on with that",
                    "Wait until the last step is done");
        }
        return facts.secretsObstacle()
                .map(why -> Part.blocked("secrets", why, "Restore the Secrets as they were made together"))
                .orElseGet(
                        () -> Part.of("secrets", State.DONE, "what is in them stays, and so does what clients hold"));
    }

    /** Nobody would take it out later: its controller never replaces the data of that Secret. */
    private static Part deletions(Facts facts) {
        return switch (facts.deletions()) {
            case DELETE -> Part.of("deletions", State.DONE, "what its Jobs delete, the servers delete");
            case GUARDED ->
                Part.of(
                        "deletions",
                        State.RELEASE,
                        "the servers keep what its Jobs delete, for good: the mapping by which they do is taken out of the server"
                                + " Secret, and every node loads it without before the service is left");
            case UNREADABLE ->
                Part.blocked(
                        "deletions",
                        "the servers may keep what its Jobs delete, for good: `auth` of the server Secret maps such deletions, and"
                                + " cannot be read here whole",
                        "Take the mappings of these subjects out of it by hand");
        };
    }

    /** Why the service is not left yet although its objects are ready for it. @param why what a node says */
    public static HeldChange notLoaded(ValidService service, String why) {
        return new HeldChange(
                HeldChange.id(service, "release", "not loaded"),
                FIELD,
                HERE,
                LEFT,
                Effect.HELD,
                "the servers keep what Numaflow's Jobs delete until every node has loaded the server Secret without that: "
                        + why,
                GOES_ON
                        + ", unless the node's reloader watches no credentials, as those of Numaflow's pods: then delete the pod");
    }

    private static Part claims(ValidService service, Facts facts) {
        if (facts.retains() && service.spec().persistent()) {
            return Part.blocked(
                    "claims",
                    "the annotation " + Annotations.RETAIN
                            + " means nothing to Numaflow's controller, whose claims are deleted with" + " the service",
                    "Remove the annotation, and keep a copy of what has to stay");
        }
        if (!service.spec().persistent()) {
            return Part.of("claims", State.DONE, "there are none");
        }
        return Part.of("claims", State.RELEASE, "they are deleted with the StatefulSet again (whenDeleted: Delete)");
    }

    private static List<Part> settings(ValidService service) {
        List<Part> parts = new ArrayList<>();
        if (!service.settings().syncInterval().isDefault()) {
            parts.add(
                    Part.of(
                            "settings",
                            State.NUMAFLOW,
                            "it does not know sync_interval: servers go back to their default, and a power failure may cost more"));
        }
        if (service.settings().maxPending().isPresent()) {
            parts.add(Part.of(
                    "settings",
                    State.NUMAFLOW,
                    "it does not raise max_pending with max_payload: readers of large messages may be cut off"));
        }
        return parts;
    }

    private static Optional<HeldChange> held(String id, List<Part> parts) {
        List<Part> blocked =
                parts.stream().filter(part -> KEEPS.contains(part.state())).toList();
        return blocked.isEmpty()
                ? Optional.empty()
                : Optional.of(new HeldChange(
                        id,
                        FIELD,
                        HERE,
                        LEFT,
                        Effect.HELD,
                        blocked.stream().map(Part::text).collect(Collectors.joining("; ")),
                        blocked.stream()
                                .map(part -> part.state() == State.ROLL ? GOES_ON : part.todo())
                                .distinct()
                                .collect(Collectors.joining(". "))));
    }
}
