package eigensweep.checkpoint.torch;

import eigensweep.checkpoint.Mutant;
import eigensweep.checkpoint.MutationCampaign;
import eigensweep.checkpoint.MutationWords;
import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.checkpoint.file.MappedFile;
import eigensweep.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Whatever happened to a pickle (see [MutationCampaign]).
@Timeout(7200)
class PickleMutationTest {

    @TempDir
    private Path folder;

    /// The pickle alone, in an archive that is whole.
    @Test
    void pickle() {
        MutationCampaign.survives(
                "pickle",
                (bytes, arena) -> {
                    MappedFile file = Mutant.file(folder, bytes, arena);
                    Map<String, MemorySegment> storages = Map.of("0", arena.allocate(400), "1", arena.allocate(800));
                    Object root = TorchPickle.read(file.part("data.pkl", file.bytes()))
                            .root();
                    List<Tensor> tensors = TorchNames.of(root, file, storages::get);
                    Mutant.read(new Checkpoint(file.path(), "PyTorch", tensors, List.of(), arena));
                },
                MutationWords.pickle());
    }
}
