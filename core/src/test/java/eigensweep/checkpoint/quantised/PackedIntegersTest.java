package eigensweep.checkpoint.quantised;

import static eigensweep.testing.Models.tensor;
import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.checkpoint.Opened;
import eigensweep.checkpoint.safetensors.SafetensorsWriter.Entry;
import eigensweep.layer.Layer;
import eigensweep.tensor.DType;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What stands beside packed codes; the codes themselves are those of the libraries in [QuantisedFixturesTest].
class PackedIntegersTest {

    @TempDir
    private Path folder;

    private List<Layer> layers(Entry... entries) {
        return Opened.layers(folder, entries);
    }

    private double[] values(Entry... entries) {
        List<double[]> values = new ArrayList<>();
        Opened.withLayers(
                folder,
                layers -> layers.stream()
                        .filter(Layer::isSwept)
                        .forEach(layer ->
                                values.add(Opened.values(layer.matrices().getFirst()))),
                entries);
        assertThat(values).hasSize(1);
        return values.getFirst();
    }

    private static Entry words(String name, int[] words, long... shape) {
        return new Entry(name, DType.I32, shape, data -> {
            for (int i = 0; i < words.length; i++) {
                data.set(ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 4L * i, words[i]);
            }
        });
    }

    /// Eight inputs, eight outputs, all codes 9.
    private static Entry[] gptq(int zeros, int... index) {
        Entry[] parts = {
            words("fc.qweight", IntStream.generate(() -> 0x99999999).limit(8).toArray(), 1, 8),
            words("fc.qzeros", new int[] {zeros}, 1, 1),
            tensor("fc.scales", new double[] {1, 1, 1, 1, 1, 1, 1, 1}, 1, 8),
            words("fc.g_idx", index, index.length)
        };
        return index.length == 0 ? new Entry[] {parts[0], parts[1], parts[2]} : parts;
    }

    /// Less one in the first format, as they are in the second.
    @ParameterizedTest
    @CsvSource({"gptq, 1", "gptq_v2, 2"})
    void theFormatTellsWhatAZeroPointIs(String format, double expected) throws IOException {
        configure("config.json", "{'quantization_config': {'checkpoint_format': '" + format + "', 'bits': 4}}");

        assertThat(values(gptq(0x77777777))).hasSize(64).containsOnly(expected);
    }

    @Test
    void theFormatHadAnotherNameOnce() throws IOException {
        configure("config.json", "{'quantization_config': {'format': 'gptq_v2', 'quant_method': 'gptq'}}");

        assertThat(values(gptq(0x77777777))).containsOnly(2.0);
    }

    /// AutoGPTQ's own file.
    @Test
    void theConfigurationMayHaveAFileOfItsOwn() throws IOException {
        configure("quantize_config.json", "{'checkpoint_format': 'gptq_v2'}");

        assertThat(values(gptq(0x77777777))).containsOnly(2.0);
    }

    @Test
    void aFormatThatPacksOtherwiseIsNotGuessed() throws IOException {
        configure("config.json", "{'quantization_config': {'checkpoint_format': 'marlin'}}");

        assertThat(layers(gptq(0x77777777)))
                .noneMatch(Layer::isSwept)
                .anySatisfy(layer -> assertThat(layer.skipped()).contains("in the format marlin"));
    }

    /// The libraries' own code paths disagree about it: the row says so.
    @Test
    void aZeroPointOfOnesIsAmbiguous() {
        assertThat(layers(gptq(0x7777777f)))
                .filteredOn(Layer::isSwept)
                .singleElement()
                .extracting(Layer::note)
                .asString()
                .contains("zero points that are stored as all ones are read as 16");
        assertThat(layers(gptq(0x77777777)))
                .filteredOn(Layer::isSwept)
                .singleElement()
                .extracting(Layer::note)
                .asString()
                .isEmpty();
    }

    @Test
    void anIndexThatIsNotInUseIsPassedOver() {
        assertThat(values(gptq(0x77777777, -1, -1, -1, -1, -1, -1, -1, -1))).containsOnly(1.0);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, -1, -2, Integer.MAX_VALUE})
    void anIndexOfGroupsThatAreNotThereIsNoWeight(int group) {
        assertThat(layers(gptq(0x77777777, 0, 0, 0, 0, 0, 0, 0, group)))
                .noneMatch(Layer::isSwept)
                .anySatisfy(layer -> assertThat(layer.skipped()).contains("groups, or those in g_idx"));
    }

    /// Five codes of 1 to 6 bits go into one integer, and none fill it.
    @Test
    void bitsThatNothingTellsAreNotGuessed() {
        Entry shape = new Entry("fc.weight_shape", DType.I64, new long[] {2}, data -> {
            data.set(ValueLayout.JAVA_LONG_UNALIGNED, 0, 2);
            data.set(ValueLayout.JAVA_LONG_UNALIGNED, 8, 5);
        });

        assertThat(layers(
                        words("fc.weight_packed", new int[2], 2, 1),
                        tensor("fc.weight_scale", new double[] {1, 1}, 2, 1),
                        shape))
                .noneMatch(Layer::isSwept)
                .anySatisfy(
                        layer -> assertThat(layer.skipped()).contains("a number of bits that neither config.json nor"));
    }

    /// Zero points that are told of and not there are not taken for the middle.
    @ParameterizedTest
    @CsvSource({"true, 1", "false, 0"})
    void zeroPointsMayBeMissing(String symmetric, int swept) throws IOException {
        configure(
                "config.json",
                "{'quantization_config': {'config_groups': {'g': {'weights': {'num_bits': 4, 'symmetric': " + symmetric
                        + "}}}}}");
        Entry shape = new Entry("fc.weight_shape", DType.I64, new long[] {2}, data -> {
            data.set(ValueLayout.JAVA_LONG_UNALIGNED, 0, 2);
            data.set(ValueLayout.JAVA_LONG_UNALIGNED, 8, 8);
        });

        assertThat(layers(
                        words("fc.weight_packed", new int[2], 2, 1),
                        tensor("fc.weight_scale", new double[] {1, 1}, 2, 1),
                        shape))
                .filteredOn(Layer::isSwept)
                .hasSize(swept);
    }

    private void configure(String name, String json) throws IOException {
        Files.writeString(folder.resolve(name), json.replace('\'', '"'));
    }
}
