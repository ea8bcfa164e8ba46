package eigensweep.app.sweep;

import eigensweep.spectrum.LayerMetrics;
import eigensweep.sweep.Row;
import eigensweep.table.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/// The sections of the layers, packed: a page of ten thousand layers opens as fast as one of ten, because a
/// section is unpacked when somebody looks at it. A pack is the sections of a few layers as a JSON array of
/// HTML, deflated (zlib) and in base 64, which a browser undoes by itself.
final class LayerDetails {

    /// Layers a pack: enough for what sections share to be said once.
    private static final int PACK = 24;

    /// Layers that have a section whatever they are, and layers that may have one if they are large: models
    /// that are in use have up to some 600 matrices.
    private static final int LEAST = 5 * PACK;

    private static final int MOST = 50 * PACK;

    /// To draw a layer takes about as long as to sweep a few of that many eigenvalues.
    private static final int EIGENVALUES = 500;

    private final List<ReportLayer> layers;
    private final int[] packs;
    private final int[] places;
    private int sections;
    private int wanted;

    /// @param layers in the order of depth
    LayerDetails(List<ReportLayer> layers) {
        this.layers = layers;
        this.packs = new int[layers.size()];
        this.places = new int[layers.size()];
        Arrays.fill(packs, -1);
    }

    /// Writes the packs. Layers out of the band of well-trained ones come first, in case there is not room
    /// for all.
    void write(Writer writer) throws IOException {
        List<Row> rows = layers.stream().map(ReportLayer::row).toList();
        LayerReading reading = new LayerReading(rows);
        List<Integer> order = IntStream.range(0, rows.size())
                .filter(i -> rows.get(i).metrics() != null)
                .boxed()
                .sorted(Comparator.comparingInt((Integer i) -> isUsual(rows.get(i)) ? 1 : 0))
                .toList();
        wanted = order.size();
        for (int from = 0; from < Math.min(most(rows), wanted); from += PACK) {
            List<Integer> pack = order.subList(from, Math.min(order.size(), from + PACK));
            List<String> html = new ArrayList<>();
            for (int layer : pack) {
                packs[layer] = from / PACK;
                places[layer] = html.size();
                html.add(new LayerSection(layers.get(layer), reading.of(rows.get(layer))).html());
            }
            String packed = pack(html);
            writer.write("<script type=\"text/plain\" class=\"pack\">" + packed + "</script>\n");
            sections += pack.size();
        }
    }

    /// How many layers have a section: so many that to draw them does not take longer than to sweep them all
    /// did.
    private static int most(List<Row> rows) {
        long eigenvalues = rows.stream()
                .map(Row::metrics)
                .filter(Objects::nonNull)
                .mapToLong(LayerMetrics::numEvals)
                .sum();
        return (int) Math.clamp(eigenvalues / EIGENVALUES / PACK * PACK, LEAST, MOST);
    }

    private static boolean isUsual(Row row) {
        return row.metrics() == null || row.metrics().warning().isEmpty();
    }

    private static String pack(List<String> html) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        Deflater deflater = new Deflater();
        try (DeflaterOutputStream out = new DeflaterOutputStream(packed, deflater)) {
            out.write(Json.text(html).getBytes(StandardCharsets.UTF_8));
        } finally {
            deflater.end();
        }
        return Base64.getEncoder().encodeToString(packed.toByteArray());
    }

    /// The pack a layer is in, or -1 if it has no section. To be asked after [#write].
    int pack(int layer) {
        return packs[layer];
    }

    /// The layer's place in its pack.
    int place(int layer) {
        return places[layer];
    }

    /// What to say if there was not room for all.
    String note() {
        return sections == wanted
                ? ""
                : "Figures of " + sections + " of " + wanted
                        + " layers are in this page, those with unusual alpha first;"
                        + " more would take longer to draw than they are looked at. The numbers of the others are in the table, and"
                        + " their spectra in spectra.safetensors; a sweep with --layers has those that it chooses.";
    }
}
