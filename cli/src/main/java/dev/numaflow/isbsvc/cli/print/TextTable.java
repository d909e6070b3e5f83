package dev.numaflow.isbsvc.cli.print;

import java.util.List;

/** Formats rows of text with aligned columns. */
public final class TextTable {

    private static final String GAP = "   ";

    private TextTable() {}

    /** One line for each row; all rows have as many columns as the first. */
    public static String print(List<List<String>> rows) {
        return print(rows, GAP);
    }

    /** The same with another gap between the columns. */
    public static String print(List<List<String>> rows, String gap) {
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                int at = column;
                int width =
                        rows.stream().mapToInt(r -> r.get(at).length()).max().orElseThrow();
                line.append(row.get(column))
                        .append(" ".repeat(width - row.get(column).length()))
                        .append(gap);
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }
}
