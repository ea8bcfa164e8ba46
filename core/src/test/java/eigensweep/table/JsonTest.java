package eigensweep.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JsonTest {

    private enum Kind {
        LINEAR_LAYER
    }

    private record Place(int fromRow, int toRow) {}

    private record Around(
            @Field("beside") String next,
            @Field(flat = true) @Nullable Place place) {}

    private record Sample(
            String someName,
            @Nullable Double value,
            Kind kind,
            @Field(flat = true) Around around,
            Place nested,
            @Field(sparse = true) List<String> notices,
            @Field(sparse = true) @Nullable Place more,
            @Field(written = false) Object hidden) {}

    private static Sample sample(List<String> notices, @Nullable Place place) {
        return new Sample(
                "a/\"b\"", 0.1, Kind.LINEAR_LAYER, new Around("x", place), new Place(1, 2), notices, place, "secret");
    }

    @Test
    void aRecordIsAnObjectOfItsComponentsInOrder() {
        assertThat(Json.text(sample(List.of("n"), new Place(3, 4))))
                .isEqualTo("{\"some_name\":\"a/\\\"b\\\"\",\"value\":0.1,\"kind\":\"linear_layer\",\"beside\":\"x\","
                        + "\"from_row\":3,\"to_row\":4,\"nested\":{\"from_row\":1,\"to_row\":2},\"notices\":[\"n\"],"
                        + "\"more\":{\"from_row\":3,\"to_row\":4}}");
    }

    @Test
    void whatIsSparseOrFlatIsLeftOutWhereThereIsNothing() {
        assertThat(Json.text(sample(List.of(), null)))
                .isEqualTo("{\"some_name\":\"a/\\\"b\\\"\",\"value\":0.1,\"kind\":\"linear_layer\",\"beside\":\"x\","
                        + "\"nested\":{\"from_row\":1,\"to_row\":2}}");
    }

    @Test
    void valuesAreWrittenAsWhatTheyAre() {
        List<@Nullable Object> values = new ArrayList<>(List.of(
                1,
                2L,
                1.0 / 3,
                Double.NaN,
                Float.valueOf(1.5f),
                new BigDecimal("1E+3"),
                true,
                new double[] {1, 2},
                Instant.EPOCH,
                Set.of("b", "a")));
        values.add(null);
        assertThat(Json.text(values))
                .isEqualTo(
                        "[1,2,0.3333333333333333,null,1.5,1E+3,true,[1.0,2.0],\"1970-01-01T00:00:00Z\",\"a,b\",null]");
        Map<String, Integer> map = new LinkedHashMap<>();
        map.put("z", 1);
        map.put("a", 2);
        assertThat(Json.text(map)).isEqualTo("{\"z\":1,\"a\":2}");
    }

    private record Numbers(Double one, List<Double> several, double[] all) {}

    @Test
    void anUndefinedNumberIsNullWhereverItStands() {
        assertThat(Json.text(new Numbers(Double.NaN, List.of(1.0, Double.NaN, Double.POSITIVE_INFINITY), new double[] {
                    Double.NEGATIVE_INFINITY, 0.5, Double.NaN
                })))
                .isEqualTo("{\"one\":null,\"several\":[1.0,null,null],\"all\":[null,0.5,null]}");
        assertThat(Json.text(Double.POSITIVE_INFINITY)).isEqualTo("null");
    }
}
