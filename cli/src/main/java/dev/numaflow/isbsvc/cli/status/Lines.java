package dev.numaflow.isbsvc.cli.status;

import java.util.ArrayList;
import java.util.List;

/** Lines of a screen, none wider than the screen. */
final class Lines {

    static final int WIDTH = 100;
    private static final int LONGEST_NAME = 52;
    private static final String INDENT = "    ";

    private final List<String> lines = new ArrayList<>();

    void add(String line) {
        lines.add(line.length() <= WIDTH ? line : line.substring(0, WIDTH - 1) + "…");
    }

    /** A text wrapped between words. */
    void wrapped(String title, String text) {
        StringBuilder line = new StringBuilder(title);
        boolean empty = true;
        for (String word : text.split("\\s+")) {
            if (!empty && line.length() + 1 + word.length() > WIDTH) {
                add(line.toString());
                line = new StringBuilder(INDENT);
                empty = true;
            }
            line.append(empty ? "" : " ").append(word);
            empty = false;
        }
        add(line.toString());
    }

    String text() {
        return String.join("\n", lines) + "\n";
    }

    /** A name, shortened to leave room for numbers beside it. */
    static String cut(String name) {
        return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME - 1) + "…";
    }
}
