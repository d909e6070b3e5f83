package dev.numaflow.isbsvc.rendering.conf;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the part of NATS' configuration language that Numaflow and we write. Messages never quote the text: it may hold secrets. */
final class ConfParser {

    private static final String BARE_ENDS = " \t\r\n,;{}[]#\"'";
    private static final String INCLUDE = "include";

    private final String text;
    private int at;

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
        if (peek() == '{') {
            at++;
            return entries(true);
        }
        if (peek() == '[') {
            at++;
            return items();
        }
        return isQuote() ? new NatsConf.Text(quoted()) : scalar(bare(BARE_ENDS));
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

    private static NatsConf scalar(String word) {
        if (word.startsWith("$")) {
            return new NatsConf.Variable(word.substring(1));
        }
        if (word.matches("-?[0-9]{1,18}")) {
            return new NatsConf.Number(Long.parseLong(word));
        }
        return word.equals("true") || word.equals("false")
                ? new NatsConf.Flag(word.equals("true"))
                : new NatsConf.Text(word);
    }

    private String quoted() {
        char quote = text.charAt(at++);
        StringBuilder value = new StringBuilder();
        while (at < text.length() && peek() != quote) {
            if (peek() == '\\' && quote == '"' && at + 1 < text.length()) {
                at++;
            }
            value.append(text.charAt(at++));
        }
        expect(quote);
        return value.toString();
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
