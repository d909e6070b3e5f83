package dev.numaflow.isbsvc.rendering.validation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.rendering.input.Violation;
import dev.numaflow.isbsvc.servers.NatsServerBinary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is said of start arguments, held against the servers that would get them: the oldest and the newest that are offered, and the usual one. */
class StartArgsIT {

    private static final Set<String> HARMLESS =
            Set.of("D", "debug", "V", "trace", "VV", "DV", "DVV", "T", "logtime", "max_traced_msg_len");
    private static final List<String> NOT_IN_EVERY_HELP =
            List.of("profile", "ports_file_dir", "logtime_utc", "log_size_limit", "net", "server_name", "https_port");
    private static final Pattern OPTION = Pattern.compile("(?<![A-Za-z0-9_-])--?([A-Za-z_]+)");

    @TempDir
    Path dir;

    static Stream<Path> servers() {
        return Stream.of(
                NatsServerBinary.obtainWithoutMetadata(), NatsServerBinary.obtain(), NatsServerBinary.obtainNewest());
    }

    @ParameterizedTest
    @MethodSource("servers")
    void whatIsAcceptedIsTakenByEveryServer(Path server) throws Exception {
        List<String> all = List.of(
                "-D",
                "--debug=true",
                "-V=0",
                "--trace",
                "-VV",
                "-DV=F",
                "-DVV=false",
                "-T=f",
                "--logtime=1",
                "-max_traced_msg_len=67108864",
                "--max_traced_msg_len",
                "0");

        assertThat(violations(all)).isEmpty();
        assertThat(run(server, all)).as(output()).isZero();
    }

    @ParameterizedTest
    @MethodSource("servers")
    void everyOtherOptionOfAServerIsRefused(Path server) throws Exception {
        run(server, List.of("--help"));
        Set<String> options = new TreeSet<>();
        Matcher found = OPTION.matcher(output());
        while (found.find()) {
            options.add(found.group(1));
        }
        assertThat(options).contains("config", "client_advertise", "log", "l", "r", "s");
        options.addAll(NOT_IN_EVERY_HELP);
        options.removeAll(HARMLESS);

        assertThat(options).allSatisfy(option -> {
            assertThat(violations(List.of("-" + option))).hasSize(1);
            assertThat(violations(List.of("--" + option + "=1"))).hasSize(1);
            assertThat(violations(List.of("--" + option, "1"))).hasSize(1);
        });
    }

    @ParameterizedTest
    @MethodSource("servers")
    void whatNoServerStartsWithIsRefused(Path server) throws Exception {
        for (String args : List.of("-D true", "word", "-", "---D", "-D=yes", "--max_traced_msg_len=some", "version")) {
            List<String> list = Arrays.asList(args.split(" "));
            assertThat(violations(list)).as(args).isNotEmpty();
            boolean starts = run(server, list) == 0 && output().contains("is valid");
            assertThat(starts).as(args).isFalse();
        }
    }

    private static List<Violation> violations(List<String> args) {
        List<Violation> violations = new ArrayList<>();
        StartArgRules.check(args, "args", violations);
        return violations;
    }

    private int run(Path server, List<String> args) throws IOException, InterruptedException {
        Path conf = Files.writeString(dir.resolve("nats.conf"), "port: 4222\n");
        List<String> command = new ArrayList<>(List.of(server.toString(), "--config", conf.toString(), "-t"));
        command.addAll(args);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve("out").toFile())
                .start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private String output() throws IOException {
        return Files.readString(dir.resolve("out"));
    }
}
