package dev.numaflow.isbsvc.runtime.secrets;

import java.security.SecureRandom;

/** Generates secrets that can be typed: letters and digits, the first a letter, because nats-server parses a text of digits as a number. */
public final class RandomText {

    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final String LETTERS_AND_DIGITS = LETTERS + "0123456789";

    private final SecureRandom random;

    public RandomText(SecureRandom random) {
        this.random = random;
    }

    public String ofLength(int length) {
        StringBuilder text = new StringBuilder(length).append(anyOf(LETTERS));
        while (text.length() < length) {
            text.append(anyOf(LETTERS_AND_DIGITS));
        }
        return text.toString();
    }

    private char anyOf(String alphabet) {
        return alphabet.charAt(random.nextInt(alphabet.length()));
    }
}
