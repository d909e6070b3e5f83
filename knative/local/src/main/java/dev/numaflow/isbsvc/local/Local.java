package dev.numaflow.isbsvc.local;

import dev.numaflow.isbsvc.local.report.UnusableInput;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The main class of the local system. Exit codes: 0 success, 1 failure or rejected input, 64 wrong usage. */
@Command(name = "local", description = "The whole system on one machine.", subcommands = Up.class)
public final class Local implements Runnable {
    private static final int WRONG_USAGE = 64;
    private static final Logger LOG = Logger.getLogger(Local.class.getName());

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Local());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            if (!(failure instanceof UnusableInput)) {
                LOG.log(Level.SEVERE, "unexpected", failure);
            }
            command.getErr().println(failure.getMessage());
            return 1;
        });
        line.getSubcommands().values().forEach(command -> command.getCommandSpec()
                .exitCodeOnInvalidInput(WRONG_USAGE));
        line.getCommandSpec().exitCodeOnInvalidInput(WRONG_USAGE);
        return line;
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "a command is missing: up");
    }
}
