package dev.numaflow.isbsvc.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {

    /** In the middle of a word. */
    private static final int CUT = 6;

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void createFile() throws IOException {
        file = Files.createFile(folder.resolve("audit.log"));
    }

    @Test
    void holdsTheRequestsThatArriveFromNowOn() throws IOException {
        append(request("before"));
        AuditLog log = AuditLog.fromNow(file);

        append(request("after"));

        assertThat(log.next()).extracting(LoggedRequest::name).containsExactly("after");
        assertThat(log.next()).isEmpty();
    }

    @Test
    void leavesOutARequestWhoseLineIsOnlyPartlyWritten() throws IOException {
        String before = request("before");
        append(before.substring(0, CUT));
        AuditLog log = AuditLog.fromNow(file);

        append(before.substring(CUT));
        assertThat(log.next()).isEmpty();

        append(request("after"));
        assertThat(log.next()).extracting(LoggedRequest::name).containsExactly("after");
    }

    @Test
    void waitsForTheRestOfALine() throws IOException {
        AuditLog log = AuditLog.fromNow(file);
        String after = request("after");

        append(after.substring(0, CUT));
        assertThat(log.next()).isEmpty();

        append(after.substring(CUT));
        assertThat(log.next()).extracting(LoggedRequest::name).containsExactly("after");
    }

    private void append(String text) throws IOException {
        Files.writeString(file, text, UTF_8, APPEND);
    }

    private static String request(String name) {
        return stage("RequestReceived", name) + stage("ResponseComplete", name);
    }

    private static String stage(String stage, String name) {
        return "{\"auditID\":\"%s\",\"stage\":\"%s\",\"verb\":\"get\",\"objectRef\":{\"name\":\"%s\"},\"responseStatus\":{\"code\":200}}%n"
                .formatted(name, stage, name);
    }
}
