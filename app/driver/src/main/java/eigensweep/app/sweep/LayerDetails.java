package eigensweep.app.sweep;

import eigensweep.spectrum.LayerMetrics;
import eigensweep.sweep.Row;
import eigensweep.table.Json;
import eigensweep.work.Workers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
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
    private final int threads;
    private final int[] packs;
    private final int[] places;
    private int sections;
    private int wanted;

    /// @param layers in the order of depth
    /// @param threads that draw them
    LayerDetails(List<ReportLayer> layers, int threads) {
        this.layers = layers;
        this.threads = threads;
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
        sections = Math.min(most(rows), wanted);
        List<List<Integer>> all = IntStream.range(0, Math.ceilDiv(sections, PACK))
                .mapToObj(pack -> order.subList(pack * PACK, Math.min(sections, (pack + 1) * PACK)))
                .toList();
        for (int pack = 0; pack < all.size(); pack++) {
            for (int place = 0; place < all.get(pack).size(); place++) {
                packs[all.get(pack).get(place)] = pack;
                places[all.get(pack).get(place)] = place;
            }
        }
        for (String pack : Workers.map(threads, "sections", all, some -> pack(some, reading))) {
            writer.write("<script type=\"text/plain\" class=\"pack\">" + pack + "</script>\n");
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

    private String pack(List<Integer> some, LayerReading reading) {
        List<String> html = some.stream()
                .map(layers::get)
                .map(layer -> new LayerSection(layer, reading.of(layer.row())).html())
                .toList();
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        Deflater deflater = new Deflater();
        try (DeflaterOutputStream out = new DeflaterOutputStream(packed, deflater)) {
            out.write(Json.text(html).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
