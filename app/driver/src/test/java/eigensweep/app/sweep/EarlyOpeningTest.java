package eigensweep.app.sweep;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import eigensweep.checkpoint.Checkpoints;
import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.checkpoint.file.CheckpointException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EarlyOpeningTest {

    @TempDir
    private Path folder;

    private final Queue<Checkpoint> opened = new ConcurrentLinkedQueue<>();

    private Checkpoint open(String name) {
        Checkpoint checkpoint = Checkpoints.open(name);
        opened.add(checkpoint);
        return checkpoint;
    }

    @Test
    void opensTheFirstOnceAndOthersWhenTheyAreAskedFor() throws IOException {
        String first = SmallModels.whole(folder.resolve("first.safetensors"), 1).toString();
        String other = SmallModels.whole(folder.resolve("other.safetensors"), 2).toString();

        try (EarlyOpening early = new EarlyOpening(List.of(first, other), this::open);
                Checkpoint one = early.open(first);
                Checkpoint two = early.open(other);
                Checkpoint again = early.open(first)) {
            assertThat(opened).containsExactly(one, two, again);
            assertThat(one.tensors()).hasSize(5);
        }
    }

    @Test
    void closesWhatNobodyAskedFor() throws IOException {
        String model = SmallModels.whole(folder.resolve("model.safetensors"), 1).toString();
        new EarlyOpening(List.of(model), this::open).close();

        assertThat(opened).hasSize(1);
        assertThatIllegalStateException()
                .isThrownBy(() -> opened.remove().tensors().getFirst().data().get(JAVA_BYTE, 0))
                .withMessage("Already closed");
    }

    @Test
    void failsAsTheOpenerDoesButOnlyIfItIsAsked() {
        String missing = folder.resolve("missing.safetensors").toString();
        try (EarlyOpening early = new EarlyOpening(List.of(missing), this::open)) {
            assertThatExceptionOfType(CheckpointException.class).isThrownBy(() -> early.open(missing));
        }
        new EarlyOpening(List.of(missing), this::open).close();
    }
}
