package dev.numaflow.isbsvc.rendering.steps;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The id under which the servers of a cluster count one of them: a digest of its name, as nats-server derives it. */
public final class PeerId {

    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int LENGTH = 8;

    private PeerId() {}

    /** The id of the server of this name. */
    public static String of(String server) {
        byte[] digest = sha256(server);
        StringBuilder id = new StringBuilder();
        for (int i = 0; i < LENGTH; i++) {
            id.append(DIGITS.charAt(Byte.toUnsignedInt(digest[i]) % DIGITS.length()));
        }
        return id.toString();
    }

    /** Whether a server reports this one: a leader that was elected after it stopped knows it by its id alone. */
    static boolean names(String reported, String server) {
        return reported.equals(server) || reported.contains("peerID: " + of(server));
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
