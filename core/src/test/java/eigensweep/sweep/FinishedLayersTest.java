package eigensweep.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.sweep.Plan.Model;
import eigensweep.sweep.Plan.Task;
import eigensweep.sweep.Sweep.Finished;
import eigensweep.tensor.DType;
import eigensweep.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FinishedLayersTest {

    private static final Finished LAYER = layer();

    @Test
    void areHandedOverWhenThereAreEnough() {
        List<Integer> groups = new CopyOnWriteArrayList<>();
        try (FinishedLayers layers = new FinishedLayers(group -> groups.add(group.size()))) {
            for (int i = 0; i < 2 * FinishedLayers.MOST + 5; i++) {
                layers.add(LAYER);
            }
            layers.flush();
        }
        assertThat(groups.stream().mapToInt(Integer::intValue).sum()).isEqualTo(2 * FinishedLayers.MOST + 5);
        assertThat(groups).allMatch(size -> size <= FinishedLayers.MOST);
    }

    @Test
    void areHandedOverAfterASecondEvenIfNoneFollows() throws InterruptedException {
        CountDownLatch told = new CountDownLatch(1);
        try (FinishedLayers layers = new FinishedLayers(group -> group.forEach(layer -> told.countDown()))) {
            layers.add(LAYER);
            assertThat(told.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void endTheWorkWhenTheirReceiverFails() {
        IllegalStateException full = new IllegalStateException("the disk is full");
        try (FinishedLayers layers = new FinishedLayers(group -> {
            throw full;
        })) {
            assertThatThrownBy(layers::flush).isSameAs(full);
            assertThatThrownBy(layers::check).isSameAs(full);
        }
    }

    private static Finished layer() {
        Tensor tensor = Tensor.of("w.weight", DType.F32, new long[] {20, 10}, MemorySegment.ofArray(new float[200]));
        Checkpoint model = new Checkpoint(Path.of("model"), "memory", List.of(tensor), List.of(), Arena.global());
        SweepOptions options = Sweeping.options(1);
        Task task = Plan.of(List.of(new Model("model", model)), options).all().getFirst();
        return new Finished(task, Row.ofUnusable("model", "never swept", options), new double[0], 0, 1, 1, 1);
    }
}
