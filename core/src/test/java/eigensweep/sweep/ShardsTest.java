package eigensweep.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eigensweep.spectrum.LayerMetrics;
import eigensweep.spectrum.MetricOptions;
import eigensweep.spectrum.Spectrum;
import eigensweep.sweep.Row.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardsTest {

    private static final double[] EIGENVALUES = {0.1, 0.25, 1.0 / 3, 2, 7.5, 40};

    @TempDir
    private Path folder;

    @Test
    void aKeptLayerComesBackAsItWas() throws IOException {
        Row row = row("layer.0, \"odd\" name");
        try (Shards shards = Shards.open(folder, Share.WHOLE)) {
            shards.append(List.of(kept("key", row)));
            assertThat(shards.find("key", "java").orElseThrow().row()).isEqualTo(row);
        }
        try (Shards shards = Shards.open(folder, Share.WHOLE)) {
            KeptLayer.Known stored = shards.find("key", "java").orElseThrow();
            assertThat(stored.row()).isEqualTo(row);
            assertThat(stored.seconds()).isEqualTo(0.25);
            assertThat(shards.eigenvalues("key", "java").orElseThrow()).containsExactly(EIGENVALUES);
            assertThat(shards.find("another", "java")).isEmpty();
            assertThat(shards.find("key", "java MANY")).as("in another way").isEmpty();
            assertThat(shards.find("key", "cuda MANY")).as("on another machine").isPresent();
        }
    }

    @Test
    void aLineTornByAKillIsDroppedAndTheNextOneIsWhole() throws IOException {
        try (Shards shards = Shards.open(folder, Share.WHOLE)) {
            shards.append(List.of(kept("first", row("first"))));
        }
        Path file = folder.resolve("shards/1-of-1.jsonl");
        byte[] whole = Files.readAllBytes(file);
        for (int length = 1; length < whole.length; length += 97) {
            byte[] torn = new byte[length];
            System.arraycopy(whole, 0, torn, 0, length);
            Files.write(file, whole);
            Files.write(file, torn, StandardOpenOption.APPEND);
            try (Shards shards = Shards.open(folder, Share.WHOLE)) {
                assertThat(shards.size()).isEqualTo(1);
                shards.append(List.of(kept("second", row("second"))));
            }
            try (Shards shards = Shards.open(folder, Share.WHOLE)) {
                assertThat(shards.find("first", "java").isPresent()).isTrue();
                assertThat(shards.find("second", "java").isPresent()).isTrue();
            }
        }
    }

    @Test
    void aLineThatIsNotWhatWasWrittenIsAsGoodAsNone() throws IOException {
        try (Shards shards = Shards.open(folder, Share.WHOLE)) {
            shards.append(List.of(kept("first", row("first")), kept("second", row("second"))));
        }
        Path file = folder.resolve("shards/1-of-1.jsonl");
        byte[] bytes = Files.readAllBytes(file);
        bytes[200] ^= 1;
        Files.write(file, bytes);
        try (Shards shards = Shards.open(folder, Share.WHOLE)) {
            assertThat(shards.damaged()).isEqualTo(1);
            assertThat(shards.find("first", "java").isPresent()).isFalse();
            assertThat(shards.find("second", "java").isPresent()).isTrue();
            shards.append(List.of(kept("first", row("first"))));
        }
        try (Shards shards = Shards.open(folder, Share.WHOLE)) {
            assertThat(shards.damaged()).as("it was blanked").isZero();
            assertThat(shards.find("first", "java").orElseThrow().row()).isEqualTo(row("first"));
        }
    }

    /// Wherever a bit is another.
    @Test
    void everyChangeOfALineShows() {
        byte[] line = kept("key", row("layer")).line();
        assertThat(KeptLayer.label(line)).isPresent();
        for (int at = 0; at < line.length; at++) {
            line[at] ^= 4;
            assertThat(KeptLayer.label(line)).as("byte %d", at).isEmpty();
            line[at] ^= 4;
        }
    }

    @Test
    void aFolderThatIsRemovedIsNoticedEvenIfThereIsNothingToKeep() throws IOException {
        try (Shards shards = Shards.open(folder, Share.WHOLE)) {
            shards.append(List.of());
            Files.delete(folder.resolve("shards/1-of-1.jsonl"));
            assertThatThrownBy(() -> shards.append(List.of()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("was removed while the sweep was at work");
        }
    }

    @Test
    void sharesOfOtherMachinesAreReadByTheWhole() throws IOException {
        for (int i = 1; i <= 2; i++) {
            try (Shards share = Shards.open(folder, new Share(i, 2))) {
                share.append(List.of(kept("from-" + i, row("layer"))));
            }
        }
        try (Shards whole = Shards.open(folder, Share.WHOLE)) {
            assertThat(whole.find("from-1", "java").isPresent()).isTrue();
            assertThat(whole.find("from-2", "java").isPresent()).isTrue();
        }
    }

    @Test
    void aFolderTakesOneSweepAtATime() throws IOException {
        try (Shards first = Shards.open(folder, Share.WHOLE)) {
            assertThat(first.size()).isZero();
            assertThatThrownBy(() -> Shards.open(folder, Share.WHOLE))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("another sweep is at work");
            assertThatThrownBy(() -> Shards.open(folder, new Share(1, 2))).isInstanceOf(IOException.class);
        }
        Shards.open(folder, Share.WHOLE).close();
    }

    private static KeptLayer kept(String key, Row row) {
        return new KeptLayer(key, "java", row, 0.25, EIGENVALUES);
    }

    private static Row row(String name) {
        Spectrum spectrum = new Spectrum(EIGENVALUES, 20, 6, 1e-15, false);
        LayerMetrics metrics = LayerMetrics.of(spectrum, MetricOptions.DEFAULT);
        return new Row(
                3,
                name,
                "dense",
                "",
                null,
                null,
                20,
                6,
                20.0 / 6,
                1,
                metrics,
                Status.SUCCESS,
                "model",
                name + ".weight",
                "F32",
                "java",
                "f64",
                "gram",
                "weightwatcher",
                "",
                String.join("; ", List.<String>of()));
    }
}
