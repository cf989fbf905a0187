package io.farpage.bench.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.knowm.xchart.internal.chartpart.Chart;

/** One HTML page, put together from top to bottom; its pictures are also files beside it. Not thread-safe. */
public final class Report {
    private static final String STYLE = """
            body { font: 16px/1.5 system-ui, sans-serif; color: #1b1f24; background: #fff; max-width: 60rem; margin: 0 auto; padding: 1rem; }
            h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin-top: 2rem; break-after: avoid; }
            figure { margin: 1.5rem 0; break-inside: avoid; } figcaption { color: #57606a; }
            svg { width: 100%; max-width: 40rem; height: auto; }
            .wide { overflow-x: auto; }
            table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 0.85rem; }
            th, td { padding: 0.2rem 0.6rem; text-align: right; border-bottom: 1px solid #d0d7de; white-space: nowrap; }
            th:first-child, td:first-child { text-align: left; }
            code { background: #f3f4f6; padding: 0.1rem 0.3rem; }
            @media print { body { max-width: none; } .wide { overflow: visible; } table { font-size: 0.6rem; } }
            """;

    private final Path directory;
    private final StringBuilder html = new StringBuilder();

    /** A page in {@code directory}, which is made if need be. */
    public Report(Path directory, String title) throws IOException {
        this.directory = Files.createDirectories(directory);
        html.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
                .append("<title>%s</title><style>%s</style></head><body>\n<h1>%s</h1>\n"
                        .formatted(escaped(title), STYLE, escaped(title)));
    }

    public Report heading(String text) {
        html.append("<h2>").append(escaped(text)).append("</h2>\n");
        return this;
    }

    public Report paragraph(String text) {
        html.append("<p>").append(escaped(text)).append("</p>\n");
        return this;
    }

    /** Names and what they are. */
    public Report facts(Map<String, String> facts) {
        return table(
                List.of("", ""),
                facts.entrySet().stream()
                        .map(fact -> List.of(fact.getKey(), fact.getValue()))
                        .toList());
    }

    /** A command that a reader can type. */
    public Report command(String command) {
        html.append("<p><code>").append(escaped(command)).append("</code></p>\n");
        return this;
    }

    /** A picture, also as a file of that name. */
    public Report picture(String name, String caption, Chart<?, ?> chart) throws IOException {
        Path file = directory.resolve(name + ".svg");
        Charts.save(chart, file, "svg");
        String svg = Files.readString(file);
        html.append("<figure>")
                .append(svg.substring(svg.indexOf("<svg")))
                .append("<figcaption>")
                .append(escaped(caption))
                .append("</figcaption></figure>\n");
        return this;
    }

    public Report table(List<String> head, List<List<String>> rows) {
        html.append("<div class=\"wide\"><table><thead>")
                .append(row("th", head))
                .append("</thead><tbody>\n");
        rows.forEach(row -> html.append(row("td", row)).append('\n'));
        html.append("</tbody></table></div>\n");
        return this;
    }

    private static String row(String tag, List<String> cells) {
        return cells.stream()
                .map(cell -> "<" + tag + ">" + escaped(cell) + "</" + tag + ">")
                .collect(Collectors.joining("", "<tr>", "</tr>"));
    }

    /** Numbers as files beside the page: the records as JSON, and as CSV with a column for each component. */
    public Report numbers(String name, List<? extends Record> rows) throws IOException {
        ObjectMapper json = new ObjectMapper();
        Files.writeString(
                directory.resolve(name + ".json"),
                json.writerWithDefaultPrettyPrinter().writeValueAsString(rows));
        List<String> lines = new ArrayList<>();
        for (Record row : rows) {
            JsonNode fields = json.valueToTree(row);
            if (lines.isEmpty()) {
                lines.add(String.join(",", (Iterable<String>) fields::fieldNames));
            }
            lines.add(StreamSupport.stream(fields.spliterator(), false)
                    .map(JsonNode::asText)
                    .collect(Collectors.joining(",")));
        }
        Files.write(directory.resolve(name + ".csv"), lines);
        return this;
    }

    /** Writes the page; returns where it is. */
    public Path write(String fileName) throws IOException {
        return Files.writeString(directory.resolve(fileName), html + "</body></html>\n");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
