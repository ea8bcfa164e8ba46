package eigensweep.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Files that h5py 3.16 wrote with HDF5 2.0, in its formats of 1.6 to 2.0.
class Hdf5Test {

    @TempDir
    private Path folder;

    private Checkpoint open(String name) throws IOException {
        return Checkpoints.open(Hdf5Fixture.in(folder, name));
    }

    @ParameterizedTest
    @CsvSource({
        "types.h5,         types",
        "types-latest.h5,  types",
        "compact.h5,       compact",
        "user-block.h5,    compact",
        "chunks.h5,        chunks",
        "chunks-v108.h5,   chunks",
        "indices.h5,       indices",
        "indices-v110.h5,  indices",
        "groups.h5,        groups",
        "groups-latest.h5, groups"
    })
    void everyElementIsAsH5pyReadsIt(String name, String reference) throws IOException {
        try (Checkpoint file = open(name)) {
            assertThat(file.format()).isEqualTo("HDF5");
            Hdf5Fixture.assertHolds(file, folder, reference);
        }
    }
}
