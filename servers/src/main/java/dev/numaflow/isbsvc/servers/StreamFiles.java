package dev.numaflow.isbsvc.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * The stream files of stopped servers, to be restored later, as after an unclean stop or from a restored volume: messages and the
 * log of their group are restored, and the state of consumers is not changed.
 */
public final class StreamFiles {

    private final Path copies;
    private final List<Path> stores;

    private StreamFiles(Path copies, List<Path> stores) {
        this.copies = copies;
        this.stores = stores;
    }

    /** Copies those of stopped servers into a new folder. */
    public static StreamFiles copy(List<NatsServer> servers, Path into) {
        StreamFiles files = new StreamFiles(
                into, servers.stream().map(NatsServer::storeDirectory).toList());
        for (int i = 0; i < files.stores.size(); i++) {
            for (Path folder : ofStreams(files.stores.get(i))) {
                copyTree(folder, files.copyOf(i, folder));
            }
        }
        return files;
    }

    /** Restores them; the servers must be stopped. */
    public void putBack() {
        for (int i = 0; i < stores.size(); i++) {
            for (Path folder : ofStreams(stores.get(i))) {
                delete(folder);
                copyTree(copyOf(i, folder), folder);
            }
        }
    }

    private Path copyOf(int server, Path folder) {
        return copies.resolve("" + server)
                .resolve(stores.get(server).relativize(folder).toString());
    }

    /** Excludes buckets: only their own clients read them. */
    private static List<Path> ofStreams(Path store) {
        try (Stream<Path> all = Files.walk(store)) {
            return all.filter(Files::isDirectory)
                    .filter(folder -> isMessages(folder) || isLogOfStream(folder))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isMessages(Path folder) {
        Path stream = folder.getParent();
        return folder.endsWith("msgs")
                && stream.getParent().endsWith("streams")
                && !stream.getFileName().toString().startsWith("KV_");
    }

    private static boolean isLogOfStream(Path folder) {
        return folder.getParent().endsWith("_js_")
                && folder.getFileName().toString().startsWith("S-");
    }

    private static void copyTree(Path from, Path to) {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.toList()) {
                Path target = to.resolve(from.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(path, target, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) {
        try {
            FileTree.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
