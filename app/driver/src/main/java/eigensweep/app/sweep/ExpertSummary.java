package eigensweep.app.sweep;

import eigensweep.page.Digits;
import eigensweep.page.PageTable;
import eigensweep.page.PageTable.Head;
import eigensweep.page.PageTable.Kind;
import eigensweep.sweep.Row;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The experts of a mixture, a line for each stack of them: how far apart they are in what people look at first.
final class ExpertSummary {

    private static final String EXPERT = "expert";

    private static final List<Head> HEADS = List.of(
            new Head("stack", "the tensor that holds the experts", Kind.NAME),
            new Head("experts", "how many were swept", Kind.NUMBER),
            new Head("alpha", "median of the exponent", Kind.NUMBER),
            new Head("from", "the least alpha", Kind.MINOR),
            new Head("to", "the largest alpha", Kind.MINOR),
            new Head("log norm", "median of log10 of the squared Frobenius norm", Kind.NUMBER),
            new Head("from", "the least log norm", Kind.MINOR),
            new Head("to", "the largest log norm", Kind.MINOR),
            new Head("stable rank", "median of the stable rank", Kind.NUMBER),
            new Head("entropy", "median of the entropy", Kind.NUMBER));

    private ExpertSummary() {}

    /// The section of the page; empty if the models have no experts.
    static String html(List<Row> rows) {
        Map<String, List<Row>> stacks = rows.stream()
                .filter(row -> row.layerType().equals(EXPERT) && row.metrics() != null)
                .collect(Collectors.groupingBy(Row::tensor, LinkedHashMap::new, Collectors.toList()));
        if (stacks.isEmpty()) {
            return "";
        }
        PageTable table = new PageTable(HEADS);
        stacks.forEach((tensor, experts) -> table.add(cells(tensor, experts)));
        return "<section aria-labelledby=\"experts-head\"><h2 id=\"experts-head\">Experts</h2>" + table.html()
                + "</section>\n";
    }

    private static List<String> cells(String tensor, List<Row> experts) {
        double[] alphas = RowValues.sorted(experts, "alpha");
        double[] norms = RowValues.sorted(experts, "log_norm");
        return List.of(
                tensor,
                Integer.toString(experts.size()),
                Digits.of("%.2f", median(alphas)),
                Digits.of("%.2f", alphas.length == 0 ? null : alphas[0]),
                Digits.of("%.2f", alphas.length == 0 ? null : alphas[alphas.length - 1]),
                Digits.of("%.2f", median(norms)),
                Digits.of("%.2f", norms.length == 0 ? null : norms[0]),
                Digits.of("%.2f", norms.length == 0 ? null : norms[norms.length - 1]),
                Digits.of("%.1f", median(RowValues.sorted(experts, "stable_rank"))),
                Digits.of("%.3f", median(RowValues.sorted(experts, "entropy"))));
    }

    private static @Nullable Double median(double[] sorted) {
        int half = sorted.length / 2;
        return sorted.length == 0
                ? null
                : Double.valueOf(Arrays.stream(sorted, sorted.length % 2 == 1 ? half : half - 1, half + 1)
                        .average()
                        .orElseThrow());
    }
}
