package dev.numaflow.isbsvc.rendering.conf;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Parses the part of NATS' configuration language that Numaflow and this operator write. Messages never quote the text, which may
 * hold secrets.
 */
final class ConfParser {

    private static final String BARE_ENDS = " \t\r\n,;{}[]#\"'";
    private static final String INCLUDE = "include";

    private static final int DEEPEST = 100;

    private final String text;
    private int at;
    private int depth;

    ConfParser(String text) {
        this.text = text;
    }

    NatsConf.Block parse() {
        NatsConf.Block root = entries(false);
        if (at < text.length()) {
            throw broken("end of text");
        }
        return root;
    }

    private NatsConf.Block entries(boolean inBraces) {
        Map<String, NatsConf> entries = new LinkedHashMap<>();
        List<String> includes = new ArrayList<>();
        while (true) {
            skipBlanks();
            if (at == text.length() || peek() == '}') {
                if (inBraces) {
                    expect('}');
                }
                return new NatsConf.Block(entries, includes);
            }
            String key = key();
            skipBlanks();
            if (key.equals(INCLUDE)) {
                includes.add(isQuote() ? quoted() : bare(BARE_ENDS));
            } else {
                entries.put(key, valueAfterKey());
            }
        }
    }

    private String key() {
        return isQuote() ? quoted() : bare(BARE_ENDS + ":=");
    }

    private NatsConf valueAfterKey() {
        if (at < text.length() && (peek() == ':' || peek() == '=')) {
            at++;
        }
        skipBlanks();
        return value();
    }

    private NatsConf value() {
        if (at == text.length()) {
            throw broken("a value");
        }
        if (peek() == '{' || peek() == '[') {
            return nested();
        }
        return isQuote() ? new NatsConf.Text(quoted()) : ConfScalar.of(bare(BARE_ENDS));
    }

    private NatsConf nested() {
        if (depth == DEEPEST) {
            throw broken("at most " + DEEPEST + " blocks and lists within each other");
        }
        depth++;
        NatsConf inner = text.charAt(at++) == '{' ? entries(true) : items();
        depth--;
        return inner;
    }

    private NatsConf items() {
        List<NatsConf> values = new ArrayList<>();
        while (true) {
            skipBlanks();
            if (at < text.length() && peek() == ']') {
                at++;
                return new NatsConf.Items(values);
            }
            values.add(value());
        }
    }

    private String quoted() {
        char quote = text.charAt(at++);
        StringBuilder value = new StringBuilder();
        while (at < text.length() && peek() != quote) {
            char next = text.charAt(at++);
            value.append(next == '\\' && quote == '"' && at < text.length() ? escaped() : next);
        }
        expect(quote);
        return value.toString();
    }

    private char escaped() {
        char escaped = text.charAt(at++);
        return switch (escaped) {
            case 't' -> '\t';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case '"', '\\' -> escaped;
            case 'x' -> hexadecimal();
            default -> throw broken("one of \\x, \\t, \\n, \\r, \\\", \\\\");
        };
    }

    private char hexadecimal() {
        int high = at < text.length() ? Character.digit(text.charAt(at++), 16) : -1;
        int low = at < text.length() ? Character.digit(text.charAt(at++), 16) : -1;
        if (high < 0 || low < 0) {
            throw broken("two hexadecimal digits");
        }
        return (char) (high << 4 | low);
    }

    private String bare(String ends) {
        int from = at;
        while (at < text.length() && ends.indexOf(peek()) < 0) {
            at++;
        }
        if (at == from) {
            throw broken("a word");
        }
        return text.substring(from, at);
    }

    private void skipBlanks() {
        while (at < text.length()) {
            if (peek() == '#' || text.startsWith("//", at)) {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else if (Character.isWhitespace(peek()) || peek() == ',' || peek() == ';') {
                at++;
            } else {
                return;
            }
        }
    }

    private boolean isQuote() {
        return at < text.length() && (peek() == '"' || peek() == '\'');
    }

    private char peek() {
        return text.charAt(at);
    }

    private void expect(char expected) {
        if (at == text.length() || peek() != expected) {
            throw broken("'" + expected + "'");
        }
        at++;
    }

    private IllegalArgumentException broken(String expected) {
        long line = text.substring(0, at).lines().count();
        return new IllegalArgumentException("not a NATS configuration: " + expected + " expected in line " + line);
    }
}
