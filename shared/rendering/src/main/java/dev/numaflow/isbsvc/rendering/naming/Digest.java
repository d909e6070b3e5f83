package dev.numaflow.isbsvc.rendering.naming;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A short fingerprint of a text, or of a tree. */
public final class Digest {

    private static final int SHOWN = 16;

    private static final JsonMapper SORTED = JsonMapper.builder()
            .configure(JsonNodeFeature.WRITE_PROPERTIES_SORTED, true)
            .build();

    private Digest() {}

    /** The same of a tree, in whatever order its fields come. */
    public static String ofTree(JsonNode tree) {
        try {
            return sha256(SORTED.writeValueAsString(tree));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no tree of JSON", e);
        }
    }

    /** The first sixteen hexadecimal digits of the text's SHA-256. */
    public static String sha256(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, SHOWN);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
