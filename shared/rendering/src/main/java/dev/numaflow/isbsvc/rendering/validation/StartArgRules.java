package dev.numaflow.isbsvc.rendering.validation;

import dev.numaflow.isbsvc.rendering.input.Violation;
import java.util.List;
import java.util.Set;

/**
 * Validates the start arguments of a server: options that every offered version knows and that only change logging, with values
 * that are checked here. Anything not listed is refused, whether a server knows it or not.
 */
final class StartArgRules {

    /** On or off: debug, trace (of the system account too), both, and the time before each line. */
    private static final Set<String> SWITCHES = Set.of("D", "debug", "V", "trace", "VV", "DV", "DVV", "T", "logtime");

    /** How much of a traced message is logged. */
    private static final String TRACED_LENGTH = "max_traced_msg_len";

    /** The largest message that a server accepts at all. */
    private static final long LONGEST_TRACED = 128L << 20;

    /** The words that Go parses as a boolean. */
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
                // The type check reports it; its value cannot be checked.
                continue;
            }
            boolean valueFollows = i + 1 < args.size()
                    && args.get(i + 1) != null
                    && !args.get(i + 1).startsWith("-");
            i += check(args, i, valueFollows);
        }
    }

    /** Checks one argument, and returns how many of the following ones belong to it. */
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
            // The next argument is the value of this one, and may be a password.
            return value == null && valueFollows ? 1 : 0;
        }
        return 0;
    }

    /** A value may only follow the equals sign: a server treats a separate one as an unknown command. */
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

    /** The option without its value, which may be a secret; the name only if it looks like one. */
    private static String shown(String name) {
        return name.length() <= LONGEST_NAME && name.matches("[A-Za-z0-9_-]+") ? "-" + name : "an unknown option";
    }

    private void refuse(int index, String found, String allowed) {
        violations.add(new Violation(path + "[" + index + "]", found, allowed));
    }
}
