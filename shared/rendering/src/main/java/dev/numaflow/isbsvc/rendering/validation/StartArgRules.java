package dev.numaflow.isbsvc.rendering.validation;

import java.util.List;
import java.util.Set;

/**
 * Decides which arguments a server may be started with: options that every offered version knows, that change nothing but what a
 * server logs, with values that are read here first. Whatever is not listed is refused, whether a server knows it or not.
 */
final class StartArgRules {

    /** On or off: debug, trace (of the system account too), both, and the time before each line. */
    private static final Set<String> SWITCHES = Set.of("D", "debug", "V", "trace", "VV", "DV", "DVV", "T", "logtime");

    /** How much of a traced message is logged. */
    private static final String TRACED_LENGTH = "max_traced_msg_len";

    /** The largest message that a server takes at all. */
    private static final long LONGEST_TRACED = 128L << 20;

    /** The words that a Go program reads as on or off. */
    private static final Set<String> ON_OR_OFF =
            Set.of("1", "t", "T", "true", "TRUE", "True", "0", "f", "F", "false", "FALSE", "False");

    private static final String ALLOWED =
            "-D, -V, -DV, -VV, -DVV (debug, trace, both, and with the system account), -T=false"
                    + " (no time stamps), -max_traced_msg_len=BYTES; a service's other fields set the rest";
    private static final int LONGEST_NAME = 40;

    private final String path;
    private final List<Violation> violations;

    private StartArgRules(String path, List<Violation> violations) {
        this.path = path;
        this.violations = violations;
    }

    static void check(List<String> args, String path, List<Violation> violations) {
        new StartArgRules(path, violations).check(args);
    }

    private void check(List<String> args) {
        for (int i = 0; i < args.size(); i++) {
            if (args.get(i) == null) {
                // The type check names it; nothing can be said about its value.
                continue;
            }
            boolean valueFollows = i + 1 < args.size()
                    && args.get(i + 1) != null
                    && !args.get(i + 1).startsWith("-");
            i += check(args, i, valueFollows);
        }
    }

    /** Judges one argument, and says how many that follow belong to it. */
    private int check(List<String> args, int index, boolean valueFollows) {
        String arg = args.get(index);
        String option = arg.replaceFirst("^--?", "");
        String name = option.replaceFirst("(?s)=.*", "");
        String value = option.equals(name) ? null : option.substring(name.length() + 1);
        if (!arg.startsWith("-")) {
            refuse(index, "an argument that is no option", ALLOWED);
        } else if (SWITCHES.contains(name)) {
            checkSwitch(index, name, value);
        } else if (name.equals(TRACED_LENGTH)) {
            boolean apart = value == null && valueFollows;
            checkLength(index + (apart ? 1 : 0), apart ? args.get(index + 1) : value);
            return apart ? 1 : 0;
        } else {
            refuse(index, shown(name), ALLOWED);
            // What follows is the value of this one, and may be a password.
            return value == null && valueFollows ? 1 : 0;
        }
        return 0;
    }

    /** A value may only follow the equals sign: a server takes one that stands apart for a command that it does not know. */
    private void checkSwitch(int index, String name, String value) {
        if (value != null && !ON_OR_OFF.contains(value)) {
            refuse(
                    index,
                    "-" + name + " with another value",
                    "-" + name + ", -" + name + "=true or -" + name + "=false");
        }
    }

    private void checkLength(int index, String value) {
        boolean good = value != null && value.matches("0|[1-9][0-9]{0,8}") && Long.parseLong(value) <= LONGEST_TRACED;
        if (!good) {
            refuse(
                    index,
                    value == null ? "-" + TRACED_LENGTH + " without a value" : "no such number of bytes",
                    "a whole number from 0 (no limit) to " + LONGEST_TRACED + " for -" + TRACED_LENGTH);
        }
    }

    /** The option alone: its value may be a secret. A name may be anything, so only one that looks like it is shown. */
    private static String shown(String name) {
        return name.length() <= LONGEST_NAME && name.matches("[A-Za-z0-9_-]+") ? "-" + name : "an unknown option";
    }

    private void refuse(int index, String found, String allowed) {
        violations.add(new Violation(path + "[" + index + "]", found, allowed));
    }
}
