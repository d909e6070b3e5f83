package dev.numaflow.isbsvc.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;

/**
 * The requests to a real API server since a moment, from the log that it keeps. The arrival of a request is in it before the request is
 * answered; its end, with its status, may follow a moment later and is waited for.
 */
public final class AuditLog {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final String CONTROL_PLANE = "kube-";

    private final Path file;
    private long offset;
    private boolean inLine;

    private AuditLog(Path file, long offset, boolean inLine) {
        this.file = file;
        this.offset = offset;
        this.inLine = inLine;
    }

    /** The requests from now on. Of a line that is being written, a part may be in the file already: it tells of an earlier request. */
    static AuditLog fromNow(Path file) {
        try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
            long end = log.length();
            log.seek(Math.max(0, end - 1));
            return new AuditLog(file, end, end > 0 && log.read() != '\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The requests since the last call, in the order of their arrival; those of the control plane itself are left out. */
    public synchronized List<LoggedRequest> next() {
        Set<String> arrived = new LinkedHashSet<>();
        Map<String, JsonNode> ended = new HashMap<>();
        Awaitility.await().atMost(TIMEOUT).pollInSameThread().until(() -> {
            read(arrived, ended);
            return ended.keySet().containsAll(arrived);
        });
        return arrived.stream().map(ended::get).map(AuditLog::request).toList();
    }

    private void read(Set<String> arrived, Map<String, JsonNode> ended) throws IOException {
        for (String line : lines()) {
            JsonNode event = JSON.readTree(line);
            if (event.path("userAgent").asText().startsWith(CONTROL_PLANE)) {
                continue;
            }
            String id = event.path("auditID").asText();
            switch (event.path("stage").asText()) {
                case "RequestReceived" -> arrived.add(id);
                case "ResponseComplete", "Panic" -> ended.put(id, event);
                // A watch ends when its client wants, and counts when it begins.
                case "ResponseStarted" -> ended.putIfAbsent(id, event);
                default -> {}
            }
        }
    }

    /** Whole lines alone: the last one may still be written. */
    private List<String> lines() throws IOException {
        try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
            byte[] bytes = new byte[(int) (log.length() - offset)];
            log.seek(offset);
            log.readFully(bytes);
            int end = bytes.length;
            while (end > 0 && bytes[end - 1] != '\n') {
                end--;
            }
            offset += end;
            List<String> lines =
                    new String(bytes, 0, end, StandardCharsets.UTF_8).lines().toList();
            return lines.isEmpty() ? lines : withoutCutOff(lines);
        }
    }

    private List<String> withoutCutOff(List<String> lines) {
        int first = inLine ? 1 : 0;
        inLine = false;
        return lines.subList(first, lines.size());
    }

    private static LoggedRequest request(JsonNode event) {
        JsonNode object = event.path("objectRef");
        return new LoggedRequest(
                event.path("verb").asText(),
                object.path("apiGroup").asText(),
                object.path("resource").asText(),
                object.path("subresource").asText(),
                object.path("namespace").asText(),
                object.path("name").asText(),
                event.at("/user/username").asText(),
                event.path("requestURI").asText().contains("dryRun="),
                event.at("/responseStatus/code").asInt());
    }
}
