package dev.numaflow.isbsvc.rendering.conf;

import java.util.regex.Pattern;

/** Prints a tree so that nats-server and {@link ConfParser} parse it back to the same tree. */
final class ConfPrinter {

    private static final Pattern PLAIN_KEY = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]*");
    private static final String STEP = "  ";

    private final StringBuilder out = new StringBuilder();

    private ConfPrinter() {}

    static String print(NatsConf.Block root) {
        ConfPrinter printer = new ConfPrinter();
        printer.entries(root, "");
        return printer.out.toString();
    }

    private void entries(NatsConf.Block block, String indent) {
        block.entries().forEach((key, value) -> {
            out.append(indent).append(key(key)).append(value instanceof NatsConf.Block ? " " : ": ");
            value(value, indent);
            out.append('\n');
        });
        block.includes().forEach(path -> out.append(indent)
                .append("include ")
                .append(quoted(path))
                .append('\n'));
    }

    private void value(NatsConf value, String indent) {
        if (value instanceof NatsConf.Block block) {
            out.append("{\n");
            entries(block, indent + STEP);
            out.append(indent).append('}');
        } else if (value instanceof NatsConf.Items items) {
            items(items, indent);
        } else if (value instanceof NatsConf.Text text) {
            out.append(quoted(text.value()));
        } else if (value instanceof NatsConf.Number number) {
            out.append(number.value());
        } else if (value instanceof NatsConf.Decimal decimal) {
            out.append(decimal.value().toPlainString());
        } else if (value instanceof NatsConf.Flag flag) {
            out.append(flag.value());
        } else if (value instanceof NatsConf.Variable variable) {
            out.append('$').append(variable.name());
        }
    }

    private void items(NatsConf.Items items, String indent) {
        out.append("[\n");
        for (NatsConf item : items.values()) {
            out.append(indent).append(STEP);
            value(item, indent + STEP);
            out.append('\n');
        }
        out.append(indent).append(']');
    }

    private static String key(String key) {
        return PLAIN_KEY.matcher(key).matches() ? key : quoted(key);
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
