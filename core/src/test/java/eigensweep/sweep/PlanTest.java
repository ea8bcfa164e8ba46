package eigensweep.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.linalg.Backend;
import eigensweep.spectrum.Convention;
import eigensweep.spectrum.MetricOptions;
import eigensweep.sweep.Plan.Model;
import eigensweep.sweep.Plan.Task;
import eigensweep.tensor.DType;
import eigensweep.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Plans of models that have shapes but no weights: planning reads none.
class PlanTest {

    private static final long[] DOMINATING = {4000, 3000};
    private static final long[] SMALL = {300, 200};

    @Test
    void isLargestFirst() {
        Plan plan = plan(new long[] {50, 20}, new long[] {300, 20}, new long[] {90, 80}, new long[] {50, 90});
        assertThat(names(plan.tasks())).containsExactly("2", "3", "1", "0");
    }

    @Test
    void keepsTheOrderOfTheFileAmongEquals() {
        Plan plan = plan(SMALL, SMALL, SMALL);
        assertThat(names(plan.tasks())).containsExactly("0", "1", "2");
    }

    @Test
    void listsEveryTensorInTheOrderOfTheFile() {
        Plan plan = plan(SMALL, new long[] {5}, new long[] {3, 3}, DOMINATING);
        assertThat(names(plan.all())).containsExactly("0", "1", "2", "3");
        assertThat(names(plan.tasks())).containsExactlyInAnyOrder("0", "3");
        assertThat(plan.size()).isEqualTo(2);
    }

    @Test
    void aLayerThatDominatesIsDoneAloneAndFirst() {
        Plan plan = plan(SMALL, DOMINATING, SMALL);
        assertThat(names(plan.tasks())).containsExactly("1", "0", "2");
        assertThat(solo(2, SMALL, DOMINATING, SMALL)).isEqualTo(1);
    }

    @Test
    void aLayerAmongItsLikeIsNotDoneAlone() {
        assertThat(solo(2, DOMINATING, DOMINATING, SMALL)).isZero();
    }

    /// Alone, threads share half of its work: on two threads three of a kind take 2 of one's time side by
    /// side, and 0.75 + 1 if one is done alone.
    @Test
    void aLayerIsDoneAloneIfThenAllAreDoneSooner() {
        long[] large = {4000, 1500};
        assertThat(solo(2, large)).isEqualTo(1);
        assertThat(solo(2, large, large)).isZero();
        assertThat(solo(2, large, large, large)).isEqualTo(1);
        assertThat(solo(8, large, large, large, large)).as("each has a thread").isZero();
    }

    @Test
    void aLayerOfWhichThreadsShareNothingIsNotDoneAlone() {
        assertThat(solo(8, new long[] {900, 900}, new long[] {20, 20})).isZero();
        assertThat(plan(DOMINATING).soloCount(Sweeping.JAVA, Sweeping.options(8)))
                .isZero();
    }

    /// Replicas are always shared.
    @Test
    void aSmallLayerThatIsRefittedOftenIsDoneAlone() {
        SweepOptions refitting = Sweeping.withMetrics(
                Sweeping.options(2), new MetricOptions(Convention.WEIGHTWATCHER, false, false, 1000, 0));
        assertThat(plan(SMALL).soloCount(Sweeping.JAVA, refitting)).isEqualTo(1);
        assertThat(plan(SMALL, SMALL).soloCount(Sweeping.JAVA, refitting)).isZero();
    }

    @Test
    void oneThreadDoesNothingAlone() {
        assertThat(solo(1, DOMINATING, SMALL)).isZero();
    }

    /// To be alone on all threads means something on a CPU.
    @Test
    void onDevicesNothingIsDoneAlone() {
        Backend devices = new OnDevices(Sweeping.JAVA, 6);

        assertThat(plan(SMALL, DOMINATING, SMALL).soloCount(devices, Sweeping.options(2)))
                .isZero();
        assertThat(Plan.workers(devices, Sweeping.options(2))).isEqualTo(6);
        assertThat(Plan.workers(devices, Sweeping.options(8))).isEqualTo(8);
        assertThat(Plan.workers(Sweeping.JAVA, Sweeping.options(2))).isEqualTo(2);
    }

    /// Whoever else is there, and whoever has which share.
    @Test
    void howALayerIsSolvedIsAMatterOfTheLayer() {
        long[][] shapes = {SMALL, {200, 500}, {300, 49}, DOMINATING, SMALL, {50, 60}};
        Backend devices = new OnDevices(Sweeping.JAVA, 6);
        SweepOptions options = Sweeping.options(2);
        Plan whole = plan(shapes);
        for (Task task : whole.tasks()) {
            long[] shape = shapes[Integer.parseInt(task.layer().longName())];
            Task alone = plan(shape).tasks().getFirst();

            assertThat(task.solve(devices, options)).isEqualTo(alone.solve(devices, options));
            assertThat(task.isBatched(devices, options)).isEqualTo(task.layer().smallSide() >= 50);
            assertThat(task.solve(devices, options).many())
                    .isEqualTo(task.layer().smallSide() >= 50);
            assertThat(task.solve(Sweeping.JAVA, options).many()).isFalse();
        }
    }

    /// Two at once; without those that are known, and in the order of the largest of each group.
    @Test
    void onDevicesLayersOfOneOrderAreHandedOverTogether() {
        Plan plan = plan(SMALL, new long[] {200, 500}, new long[] {300, 250}, SMALL, SMALL);
        Backend devices = new OnDevices(Sweeping.JAVA, 6);
        SweepOptions options = Sweeping.options(1);

        assertThat(plan.groups(devices, options, Set.of()))
                .extracting(PlanTest::names)
                .containsExactly(List.of("2"), List.of("1", "0"), List.of("3", "4"));
        assertThat(plan.groups(devices, options, Set.of(plan.tasks().get(2))))
                .extracting(PlanTest::names)
                .containsExactly(List.of("2"), List.of("1", "3"), List.of("4"));
        assertThat(plan.groups(Sweeping.JAVA, options, Set.of()))
                .as("on a CPU, those of one shape, if at all")
                .extracting(PlanTest::names)
                .containsExactly(List.of("2"), List.of("1"), List.of("0"), List.of("3"), List.of("4"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7})
    void sharesAreDisjointAndComplete(int count) {
        long[][] shapes = IntStream.range(0, 11)
                .mapToObj(i -> i == 4 ? DOMINATING : new long[] {40 + 7L * i, 30})
                .toArray(long[][]::new);
        Plan whole = plan(shapes);
        List<Task> together = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            Plan share = whole.share(new Share(i, count));
            assertThat(share.all()).isEqualTo(whole.all());
            assertThat(share.size()).isBetween(whole.size() / count, whole.size() / count + 1);
            together.addAll(share.tasks());
        }
        assertThat(together).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(whole.tasks());
    }

    @Test
    void takesTheMemoryOfTheLargestLayersThatRunSideBySide() {
        Plan pair = plan(SMALL, SMALL, SMALL);
        long one = plan(SMALL).workspaceBytes(Sweeping.JAVA, Sweeping.options(1));
        assertThat(one).isPositive();
        assertThat(pair.workspaceBytes(Sweeping.JAVA, Sweeping.options(1))).isEqualTo(one);
        assertThat(pair.workspaceBytes(Sweeping.JAVA, Sweeping.options(2))).isEqualTo(2 * one);
    }

    @Test
    void countsShufflingAndRefitting() {
        SweepOptions plain = Sweeping.options(1);
        SweepOptions shuffling =
                Sweeping.withMetrics(plain, new MetricOptions(Convention.WEIGHTWATCHER, false, true, 0, 0));
        SweepOptions refitting =
                Sweeping.withMetrics(plain, new MetricOptions(Convention.WEIGHTWATCHER, false, false, 100, 0));
        Plan small = plan(new long[] {40, 30});
        Plan large = plan(new long[] {400, 300});

        assertThat(large.cost(shuffling)).isEqualTo(2 * large.cost(plain));
        assertThat(small.cost(shuffling)).as("five replicas").isEqualTo(6 * small.cost(plain));
        assertThat(large.cost(refitting)).isGreaterThan(large.cost(plain));
        assertThat(large.workspaceBytes(Sweeping.JAVA, shuffling))
                .isEqualTo(large.workspaceBytes(Sweeping.JAVA, plain) + 4 * 400 * 300);
    }

    /// A plan of tensors named after their places, each with data of its own.
    private static Plan plan(long[]... shapes) {
        List<Tensor> tensors = IntStream.range(0, shapes.length)
                .mapToObj(i -> Tensor.of(String.valueOf(i), DType.F32, shapes[i], nowhere(i, shapes[i])))
                .toList();
        Checkpoint checkpoint = new Checkpoint(Path.of("shapes"), "shapes", tensors, List.of(), Arena.global());
        return Plan.of(List.of(new Model("shapes", checkpoint)), Sweeping.options(1));
    }

    /// How many of them are done alone where threads share the work on large matrices.
    private static int solo(int threads, long[]... shapes) {
        return plan(shapes).soloCount(new OnDevices(Sweeping.JAVA, 0), Sweeping.options(threads));
    }

    /// Memory that nobody has: planning must not touch it.
    private static MemorySegment nowhere(int place, long[] shape) {
        return MemorySegment.ofAddress((place + 1L) << 40).reinterpret(Tensor.count(shape) * Float.BYTES);
    }

    private static List<String> names(List<Task> tasks) {
        return tasks.stream().map(task -> task.layer().longName()).toList();
    }
}
