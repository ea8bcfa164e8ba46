package eigensweep.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eigensweep.sweep.Row.Status;
import java.io.StringWriter;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonGenerator;

class TablesTest {

    record Fit(double alpha, int spikes) {}

    record Sample(
            int id,
            String name,
            @Nullable Double value,
            @Nullable Integer count,
            @Nullable Fit fit,
            Status status) {}

    private static final String HEAD = "id,name,value,count,alpha,spikes,status\n";

    @Test
    void csvHasAHeadAndALineARecord() {
        assertThat(csv(sample("layer", 0.5))).isEqualTo(HEAD + "3,layer,0.5,4,2.5,9,success\n");
        assertThat(Tables.csv(Sample.class, List.of())).isEqualTo(HEAD);
    }

    @Test
    void csvQuotesWhatWouldBreakTheLine() {
        assertThat(csv(sample("a,b", 0.5))).contains(",\"a,b\",");
        assertThat(csv(sample("say \"x\"", 0.5))).contains(",\"say \"\"x\"\"\",");
        assertThat(csv(sample("a\nb\rc", 0.5))).contains(",\"a\nb\rc\",");
        assertThat(csv(sample("plain name", 0.5))).contains(",plain name,");
    }

    @Test
    void numbersHaveAsManyDigitsAsItTakesAndNoMore() {
        assertThat(csv(sample("x", 0.1))).contains(",0.1,");
        assertThat(csv(sample("x", 1.0 / 3))).contains(",0.3333333333333333,");
        assertThat(csv(sample("x", 1e-300))).contains(",1.0E-300,");
    }

    @Test
    void whatIsUndefinedIsAnEmptyCell() {
        Sample bare = new Sample(3, "x", null, null, null, Status.FAILED);
        assertThat(csv(bare)).endsWith("3,x,,,,,failed\n");
        assertThat(csv(sample("x", Double.NaN))).contains(",x,,4,");
        assertThat(csv(sample("x", Double.POSITIVE_INFINITY))).contains(",x,,4,");
    }

    @Test
    void whatIsUndefinedIsNullInJson() {
        assertThat(json(new Sample(3, "x", null, null, null, Status.FAILED)))
                .isEqualTo("[{\"id\":3,\"name\":\"x\",\"value\":null,\"count\":null,\"alpha\":null,\"spikes\":null,"
                        + "\"status\":\"failed\"}]");
        assertThat(json(sample("x", Double.NaN))).contains("\"value\":null");
        assertThat(json(sample("x", Double.NEGATIVE_INFINITY))).contains("\"value\":null");
    }

    @Test
    void jsonEscapesNames() {
        assertThat(json(sample("a\"b\\c\nd", 0.5))).contains("\"name\":\"a\\\"b\\\\c\\nd\"");
    }

    @Test
    void readingIsTheInverseOfWriting() {
        SplittableRandom random = new SplittableRandom(17);
        List<Sample> samples =
                IntStream.range(0, 500).mapToObj(i -> random(random)).toList();
        assertThat(Tables.readCsv(Sample.class, Tables.csv(Sample.class, samples)))
                .isEqualTo(samples);
    }

    @Test
    void readingRefusesCellsThatDoNotFit() {
        assertThatThrownBy(() -> Tables.readCsv(Sample.class, HEAD + "3,x,many,4,2.5,9,success\n"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Tables.readCsv(Sample.class, HEAD + "3,x,0.5,4,2.5,9,splendid\n"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Tables.readCsv(Sample.class, "name,value\nx,0.5\n"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Sample sample(String name, double value) {
        return new Sample(3, name, value, 4, new Fit(2.5, 9), Status.SUCCESS);
    }

    private static Sample random(SplittableRandom random) {
        return new Sample(
                random.nextInt(),
                name(random),
                random.nextBoolean() ? null : number(random),
                random.nextBoolean() ? null : random.nextInt(),
                random.nextBoolean() ? null : new Fit(number(random), random.nextInt()),
                random.nextBoolean() ? Status.SUCCESS : Status.SKIPPED);
    }

    /// Characters that CSV dialects stumble over, and some they should not.
    private static String name(SplittableRandom random) {
        String letters = "ab ,;\"'\r\n\t#\\/λ😀";
        int[] points = letters.codePoints().toArray();
        return random.ints(random.nextInt(12), 0, points.length)
                .mapToObj(i -> Character.toString(points[i]))
                .reduce("", String::concat);
    }

    /// Any finite number, by its bits.
    private static double number(SplittableRandom random) {
        return Stream.generate(() -> Double.longBitsToDouble(random.nextLong()))
                .filter(Double::isFinite)
                .findFirst()
                .orElseThrow();
    }

    private static String csv(Sample sample) {
        return Tables.csv(Sample.class, List.of(sample));
    }

    private static String json(Sample sample) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = Json.to(text)) {
            Tables.json(Sample.class, List.of(sample), json);
        }
        return text.toString();
    }
}
