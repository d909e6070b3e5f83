package dev.numaflow.isbsvc.testkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Searches what is no Secret for what Secrets hold (invariant 12), plain and base64: whole values, and the passwords, keys and lines of
 * keys within longer ones. A finding says where and of which key of which Secret, never the value.
 */
public final class SecretSearch {

    /** Shorter texts are words. */
    private static final int SHORTEST = 8;

    /** Within a longer text: a password or a line of a PEM block, and no path, name or variable. */
    private static final Pattern PART = Pattern.compile("(?<![\\w.$/+=-])[\\w/+=]{16,}(?![\\w.$-])");

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Each text with where it is from. */
    private final Map<String, String> texts = new HashMap<>();

    /** All Secrets that exist now. They may be added to those of before: what was deleted was a secret too. */
    public SecretSearch add(KubernetesClient client) {
        for (Secret secret : client.secrets().inAnyNamespace().list().getItems()) {
            String name = secret.getMetadata().getNamespace() + "/"
                    + secret.getMetadata().getName();
            if (secret.getData() != null) {
                secret.getData().forEach((key, value) -> add("key " + key + " of Secret " + name, decoded(value)));
            }
        }
        return this;
    }

    /** How many texts it looks for: none of them is found where there are none. */
    public int size() {
        return texts.size();
    }

    private void add(String origin, String value) {
        addText(origin, value.strip());
        Matcher parts = PART.matcher(value);
        while (parts.find()) {
            addText(origin, parts.group());
        }
        if (value.length() >= SHORTEST) {
            texts.putIfAbsent(encoded(value), origin + " in base64");
        }
    }

    private void addText(String origin, String text) {
        if (text.length() >= SHORTEST) {
            texts.putIfAbsent(text, origin);
            texts.putIfAbsent(encoded(text), origin + " in base64");
        }
    }

    private static String decoded(String value) {
        return new String(Base64.getDecoder().decode(value), StandardCharsets.ISO_8859_1);
    }

    /** Without what depends on what follows. */
    private static String encoded(String text) {
        String encoded =
                Base64.getEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.ISO_8859_1));
        return encoded.substring(0, encoded.length() - encoded.length() % 4);
    }

    /** In a text. @param where it stands */
    public List<String> in(String where, String text) {
        return texts.entrySet().stream()
                .filter(each -> text.contains(each.getKey()))
                .map(each -> where + " has " + each.getValue())
                .sorted()
                .toList();
    }

    /** In all objects of all types that the API server lists, but Secrets. */
    public List<String> inObjects(KubernetesClient client) {
        List<String> found = new ArrayList<>();
        for (String group : groups(client)) {
            for (JsonNode type : get(client, group).path("resources")) {
                boolean isListed = type.path("verbs").toString().contains("\"list\"");
                if (isListed && !type.path("kind").asText().equals("Secret")) {
                    String path = group + "/" + type.path("name").asText();
                    for (JsonNode object : get(client, path).path("items")) {
                        String name = object.at("/metadata/namespace").asText() + "/"
                                + object.at("/metadata/name").asText();
                        found.addAll(in(path + " " + name, object.toString()));
                    }
                }
            }
        }
        return found;
    }

    private static List<String> groups(KubernetesClient client) {
        List<String> paths = new ArrayList<>(List.of("/api/v1"));
        for (JsonNode group : get(client, "/apis").path("groups")) {
            paths.add("/apis/" + group.at("/preferredVersion/groupVersion").asText());
        }
        return paths;
    }

    /** Types that only some may list, or that are gone, have no items. */
    private static JsonNode get(KubernetesClient client, String path) {
        try {
            String answer = client.raw(path);
            return JSON.readTree(answer == null ? "{}" : answer);
        } catch (KubernetesClientException e) {
            throw new IllegalStateException("cannot read " + path, e);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In the logs below a folder: of functions, of servers, of what was sent. */
    public List<String> inLogs(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().matches(".*\\.(log|jsonl)"))
                    .flatMap(file -> inFile(file).stream())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> inFile(Path file) {
        List<String> found = new ArrayList<>();
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            int number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                found.addAll(in(file.getFileName() + ":" + number, line));
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
