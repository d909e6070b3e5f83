package dev.numaflow.isbsvc.rendering.naming;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Maps the name of a child or a pod, or of the copy of its data, to its service: the inverse of {@link Names}. */
public final class ChildNames {

    private static final Pattern CHILD = Pattern.compile("isbsvc-(?<service>.+)-j[sc]"
            + "(?:-svc|-config(?:-[0-9a-z]+)?|-owners|-server|-client-auth|-key(?:-[0-9a-z]+)?|-pdb|-[0-9]+)?");

    private ChildNames() {}

    /** The service that the child belongs to; empty when the name is not one of {@link Names}. */
    public static Optional<String> serviceOf(String child) {
        Matcher name = CHILD.matcher(child);
        return name.matches() ? Optional.of(name.group("service")) : Optional.empty();
    }
}
