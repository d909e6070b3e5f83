package dev.numaflow.isbsvc.images;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What the Java runtime needs of the operating system: the libraries that it is linked with, name resolution, CA certificates. */
final class SystemFiles {

    private static final List<String> LINKED =
            List.of("bin/java", "lib/server/libjvm.so", "lib/libnet.so", "lib/libnio.so", "lib/libzip.so");

    /** Loaded by the C library when it resolves a name. */
    private static final List<String> LOADED_LATER = List.of("libnss_dns.so.2", "libnss_files.so.2", "libresolv.so.2");

    private static final Pattern LIBRARY = Pattern.compile("(/\\S+) \\(0x[0-9a-f]+\\)");

    private SystemFiles() {}

    /** Copies them into the layout. */
    static void copy(Layout layout) {
        TreeSet<String> files = new TreeSet<>();
        for (String each : LINKED) {
            files.addAll(libraries(layout.runtime().resolve(each)));
        }
        Path libc = Path.of(files.stream()
                .filter(file -> file.endsWith("/libc.so.6"))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("not on a Linux with glibc")));
        LOADED_LATER.stream()
                .map(libc::resolveSibling)
                .filter(Files::exists)
                .map(Path::toString)
                .forEach(files::add);
        files.add("/etc/ssl/certs/ca-certificates.crt");
        files.stream()
                .filter(file -> !file.startsWith(layout.root().toString()))
                .forEach(file -> copy(Path.of(file), layout.system().resolve(file.substring(1))));
        write(layout.system().resolve("etc/passwd"), "isbsvc:x:1001:1001::/:/\n");
        write(layout.system().resolve("etc/group"), "isbsvc:x:1001:\n");
        write(layout.system().resolve("etc/nsswitch.conf"), "hosts: files dns\n");
        temporary(layout.system().resolve("tmp"));
    }

    /** Nothing is ever in it, but libraries look for it when they start, and warn where there is none. */
    private static void temporary(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> libraries(Path linked) {
        try {
            Process ldd = new ProcessBuilder("ldd", linked.toString())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String answer = new String(ldd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (ldd.waitFor() != 0) {
                throw new IllegalStateException("ldd cannot read " + linked);
            }
            return LIBRARY.matcher(answer)
                    .results()
                    .map(found -> found.group(1))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while reading " + linked, e);
        }
    }

    private static void copy(Path from, Path to) {
        try {
            Files.createDirectories(to.getParent());
            Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot copy " + from, e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
