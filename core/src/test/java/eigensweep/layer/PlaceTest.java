package eigensweep.layer;

import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.tensor.DType;
import eigensweep.tensor.Step;
import eigensweep.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class PlaceTest {

    private static final long[] EACH = {1, 1};

    private final Arena arena = Arena.ofAuto();
    private final MemorySegment data = arena.allocate(48, 8);

    private static Tensor at(MemorySegment data, String name) {
        return Tensor.of(name, DType.F64, new long[] {2, 3}, data);
    }

    @Test
    void oneWeightUnderTwoNamesHasOnePlace() {
        assertThat(Place.of(at(data, "head"))).isNotNull().isEqualTo(Place.of(at(data, "embed")));
        assertThat(Place.of(at(arena.allocate(48, 8), "head"))).isNotEqualTo(Place.of(at(data, "head")));
    }

    /// The change of a tied weight is one change where both models tie it.
    @Test
    void whatIsMadeOfTheSamePartsHasOnePlace() {
        Tensor other = at(arena.allocate(48, 8), "before");
        Tensor untied = at(arena.allocate(48, 8), "before");
        Tensor weight = at(data, "embed");
        Tensor factors = Tensor.of("scale", DType.F64, new long[] {2, 1}, arena.allocate(16, 8));
        long[] rows = {1, 3};

        assertThat(Place.of(weight.then(new Step.Plus(other, -1, EACH))))
                .isEqualTo(Place.of(at(data, "head").then(new Step.Plus(other, -1, EACH.clone()))))
                .isNotEqualTo(Place.of(weight))
                .isNotEqualTo(Place.of(weight.then(new Step.Plus(untied, -1, EACH))))
                .isNotEqualTo(Place.of(weight.then(new Step.Plus(other, 1, EACH))))
                .isNotEqualTo(Place.of(weight.then(new Step.Times(other, EACH))));
        assertThat(Place.of(weight.then(new Step.Times(factors, rows))))
                .isEqualTo(Place.of(at(data, "head").then(new Step.Times(factors, rows))));
        assertThat(Place.of(weight.then(new Step.Product(factors, other, 2))))
                .isNotEqualTo(Place.of(weight.then(new Step.Product(factors, other, 3))));
    }

    /// Arrays of the heap all begin at 0, and memory of no bytes anywhere.
    @Test
    void whatLiesInNoMemoryOfItsOwnHasNone() {
        Tensor heap = at(MemorySegment.ofArray(new double[6]), "heap");

        assertThat(Place.of(heap)).isNull();
        assertThat(Place.of(at(data, "w").then(new Step.Plus(heap, -1, EACH)))).isNull();
        assertThat(Place.of(Tensor.of("none", DType.F64, new long[] {0, 3}, MemorySegment.NULL)))
                .isNull();
    }
}
