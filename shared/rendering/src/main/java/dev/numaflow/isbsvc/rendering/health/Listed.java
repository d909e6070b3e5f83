package dev.numaflow.isbsvc.rendering.health;

import java.util.List;

/** Names in a message, which has to stay short however many there are. */
final class Listed {

    private static final int MOST = 5;

    private Listed() {}

    static String of(List<String> names) {
        String first = String.join(", ", names.subList(0, Math.min(names.size(), MOST)));
        return names.size() <= MOST ? first : first + " and " + (names.size() - MOST) + " more";
    }
}
