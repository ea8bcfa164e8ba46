package eigensweep.natives;

import static eigensweep.testing.Matrices.gaussian;
import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.checkpoint.Checkpoints;
import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.checkpoint.safetensors.SafetensorsWriter;
import eigensweep.checkpoint.safetensors.SafetensorsWriter.Entry;
import eigensweep.layer.LayerOptions;
import eigensweep.layer.Selection;
import eigensweep.linalg.Backend;
import eigensweep.linalg.Backends;
import eigensweep.linalg.Method;
import eigensweep.linalg.Precision;
import eigensweep.linalg.Solve;
import eigensweep.spectrum.Convention;
import eigensweep.spectrum.MetricOptions;
import eigensweep.sweep.Plan;
import eigensweep.sweep.Row;
import eigensweep.sweep.Share;
import eigensweep.sweep.Sweep;
import eigensweep.sweep.SweepOptions;
import eigensweep.table.Columns;
import eigensweep.table.Columns.Column;
import eigensweep.tensor.DType;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A layer's row does not depend on its neighbours, nor on threads: alone, in company, in another order, in a
/// share.
///
/// `-Deigensweep.routes=SEED` draws a larger model, of other shapes.
@DisabledIfSystemProperty(named = MklBackendTest.PROPERTY, matches = ".*", disabledReason = "a process has one LAPACK")
class RouteTest {

    private static final String PROPERTY = "eigensweep.routes";

    /// On either side of what routes turn at, alone and several of a shape, tall and wide.
    private static final int[][] SHAPES = {
        {2000, 2003},
        {1999, 2001},
        {511, 520},
        {512, 512},
        {2, 9},
        {8, 8},
        {9, 9},
        {9, 9},
        {16, 40},
        {40, 16},
        {33, 31},
        {64, 64},
        {64, 64},
        {64, 64},
        {128, 100},
        {128, 128},
        {129, 129},
        {150, 140},
        {300, 310},
        {384, 400},
        {999, 1001},
        {1000, 1100},
        {1301, 1000},
        {300, 300}
    };

    /// What a row says of its place and of nothing else.
    private static final List<String> OF_THE_PLACE = List.of("layer_id", "model");

    private static final ValueLayout.OfFloat F32 = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    @TempDir
    private Path folder;

    /// A layer whose weights follow from its name.
    private record Drawn(String name, int rows, int columns) {

        Entry entry() {
            double[] weights = gaussian(name.hashCode(), rows, columns);
            return new Entry(
                    name + ".weight",
                    DType.F32,
                    new long[] {rows, columns},
                    data -> IntStream.range(0, weights.length).forEach(i -> data.set(F32, 4L * i, (float) weights[i])));
        }
    }

    @ParameterizedTest(name = "{0}, {1}, {2}")
    @CsvSource({
        "java, F64, GRAM, false",
        "openblas, F64, GRAM, false",
        "openblas, F32, GRAM, false",
        "openblas, F64, GRAM, true",
        "openblas, F64, SVD, false"
    })
    void aRowIsTheSameWhateverElseIsSwept(String name, Precision precision, Method method, boolean randomize)
            throws IOException {
        List<Drawn> drawn = drawn(name, method, randomize);
        Backend backend = Backends.open(name).backend();
        MetricOptions metrics = new MetricOptions(Convention.WEIGHTWATCHER, randomize, randomize, 0, 0);
        Map<String, List<Object>> expected = new LinkedHashMap<>();
        for (int threads : new int[] {1, 2}) {
            SweepOptions options = new SweepOptions(
                    new LayerOptions(
                            Selection.ALL,
                            1,
                            Integer.MAX_VALUE,
                            LayerOptions.DEFAULT.convolution(),
                            LayerOptions.DEFAULT.fusedQkv()),
                    new Solve(precision, method, threads),
                    metrics);
            for (Drawn layer : drawn) {
                rows(List.of(layer), backend, options, Share.WHOLE).forEach(expected::putIfAbsent);
                assertSame(rows(List.of(layer), backend, options, Share.WHOLE), expected, "alone, " + threads);
            }
            assertSame(rows(drawn, backend, options, Share.WHOLE), expected, "in company, " + threads);
            List<Drawn> shuffled = new ArrayList<>(drawn);
            Collections.reverse(shuffled);
            assertSame(rows(shuffled, backend, options, Share.WHOLE), expected, "in another order, " + threads);
            for (int i = 1; i <= 3; i++) {
                assertSame(rows(drawn, backend, options, new Share(i, 3)), expected, "share " + i + ", " + threads);
            }
        }
        assertThat(expected).hasSameSizeAs(drawn);
    }

    private static void assertSame(Map<String, List<Object>> rows, Map<String, List<Object>> expected, String how) {
        assertThat(rows).isNotEmpty();
        rows.forEach((name, cells) -> assertThat(cells).as("%s, %s", name, how).isEqualTo(expected.get(name)));
    }

    private static List<Drawn> drawn(String backend, Method method, boolean randomize) {
        // Shuffled ones up to where threads share a layer.
        int most = backend.equals("java") || method == Method.SVD ? 400 : randomize ? 1000 : Integer.MAX_VALUE;
        List<Drawn> layers = new ArrayList<>();
        for (int[] shape : SHAPES) {
            if (Math.min(shape[0], shape[1]) <= most) {
                layers.add(new Drawn("l" + layers.size(), shape[0], shape[1]));
            }
        }
        String seed = System.getProperty(PROPERTY);
        SplittableRandom random = new SplittableRandom(seed == null ? 0 : Long.parseLong(seed));
        for (int i = 0; i < (seed == null ? 0 : 40); i++) {
            int rows = (int) Math.exp(random.nextDouble(Math.log(2), Math.log(1200)));
            int columns = random.nextBoolean() ? rows : (int) Math.exp(random.nextDouble(Math.log(2), Math.log(1200)));
            layers.add(new Drawn("d" + i, rows, columns));
        }
        return layers;
    }

    /// What stands in every column, by layer; numbers by their bits.
    private Map<String, List<Object>> rows(List<Drawn> layers, Backend backend, SweepOptions options, Share share)
            throws IOException {
        Path file = folder.resolve("model.safetensors");
        SafetensorsWriter.write(file, layers.stream().map(Drawn::entry).toList());
        List<Column> columns = Columns.of(Row.class).stream()
                .filter(column -> !OF_THE_PLACE.contains(column.name()))
                .toList();
        Map<String, List<Object>> cells = new LinkedHashMap<>();
        try (Checkpoint checkpoint = Checkpoints.open(file)) {
            Plan plan = Plan.of(List.of(new Plan.Model("model", checkpoint)), options)
                    .share(share);
            for (Row row : Sweep.run(plan, backend, options, Map.of(), finished -> {})) {
                cells.put(
                        row.longname(),
                        Arrays.asList(columns.stream()
                                .map(column -> column.value().apply(row))
                                .toArray()));
            }
        }
        return cells;
    }
}
