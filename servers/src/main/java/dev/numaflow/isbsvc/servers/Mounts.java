package dev.numaflow.isbsvc.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is mounted on this machine. */
final class Mounts {
    private static final Path TABLE = Path.of("/proc/self/mounts");
    private static final Pattern OCTAL = Pattern.compile("\\\\(\\d{3})");

    private Mounts() {}

    /** One file system and its place. */
    record Mount(Path place, String type) {}

    static List<Mount> ofThisMachine() {
        try {
            return parse(Files.readAllLines(TABLE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Mount> parse(List<String> table) {
        return table.stream()
                .map(line -> line.split(" ", -1))
                .map(fields -> new Mount(Path.of(plain(fields[1])), fields[2]))
                .toList();
    }

    /** The table has blanks of a name as {@code \040}. */
    private static String plain(String name) {
        return OCTAL.matcher(name)
                .replaceAll(
                        found -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(found.group(1), 8))));
    }

    /** Unmounts all below a folder, the last one first. */
    static void removeBelow(Path folder) {
        List<Mount> below = new ArrayList<>(ofThisMachine().stream()
                .filter(mount ->
                        mount.place().startsWith(folder) && !mount.place().equals(folder))
                .toList());
        Collections.reverse(below);
        below.forEach(mount -> ToolRun.attempt(
                Path.of(System.getProperty("java.io.tmpdir")),
                "umount",
                "-l",
                mount.place().toString()));
    }
}
