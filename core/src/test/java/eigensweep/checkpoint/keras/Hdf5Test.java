package eigensweep.checkpoint.keras;

import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.checkpoint.Checkpoints;
import eigensweep.checkpoint.Opened;
import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.tensor.DType;
import eigensweep.tensor.Meaning;
import eigensweep.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Files that h5py 3.16 wrote with HDF5 2.0, in the formats of HDF5 1.6 to 2.0 (`scripts/references/hdf5_fixtures.py`).
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

    @Test
    void arraysOfUnknownOriginAreNamedByTheirPath() throws IOException {
        try (Checkpoint file = open("types.h5")) {
            Tensor tensor = Opened.tensor(file, "little.f4");
            assertThat(tensor.storedName()).isEqualTo("little/f4");
            assertThat(tensor.shape()).containsExactly(3, 4);
            assertThat(tensor.meaning()).isEqualTo(Meaning.UNKNOWN);
        }
    }

    @Test
    void wholeLittleEndianArraysAreViewsOfTheFile() throws IOException {
        try (Checkpoint file = open("types.h5")) {
            assertThat(Opened.tensor(file, "little.f8").data().isMapped()).isTrue();
            assertThat(Opened.tensor(file, "big.f8").data().isMapped()).isFalse();
        }
        try (Checkpoint file = open("chunks.h5")) {
            assertThat(Opened.tensor(file, "bare").data().isMapped()).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "types.h5   | words     | holds text",
                "types.h5   | texts     | holds text",
                "types.h5   | pairs     | holds compound elements",
                "types.h5   | complex   | holds complex numbers, of whose matrices no singular values are computed",
                "types.h5   | long      | holds floating-point numbers of 16 bytes and an unusual kind",
                "types.h5   | opaque    | holds opaque elements of 3 bytes",
                "types.h5   | reference | holds references",
                "types.h5   | lists     | holds sequences of various lengths",
                "chunks.h5  | scaled    | is compressed by scale-offset, which is not read",
                "indices.h5 | growing   | may grow"
            })
    void whatCannotBeReadIsListedWithTheReason(String name, String tensor, String reason) throws IOException {
        try (Checkpoint file = open(name)) {
            Tensor listed = Opened.tensor(file, tensor);
            assertThat(listed.dtype().isWidenable()).isFalse();
            assertThat(listed.meaning().use()).isEqualTo(Meaning.Use.PART);
            assertThat(listed.meaning().note()).startsWith(reason);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "types.h5   | never     | was never written",
                "chunks.h5  | part      | 1 of its 2 chunks were never written",
                "chunks.h5  | never     | 2 of its 2 chunks were never written"
            })
    void whatWasNeverWrittenIsMissing(String name, String tensor, String reason) throws IOException {
        try (Checkpoint file = open(name)) {
            assertThat(Opened.tensor(file, tensor).meaning().use()).isEqualTo(Meaning.Use.MISSING);
            assertThat(Opened.tensor(file, tensor).meaning().note()).isEqualTo(reason);
        }
    }

    /// The note says what type the numbers have that cannot be read.
    @Test
    void unreadNumbersKeepTheNameOfTheirType() throws IOException {
        try (Checkpoint file = open("types.h5")) {
            assertThat(Opened.tensor(file, "never").encoding()).isEqualTo("F32");
            assertThat(Opened.tensor(file, "pairs").encoding()).isEqualTo("OTHER");
            assertThat(Opened.tensor(file, "flags").dtype()).isEqualTo(DType.BOOL);
        }
    }

    /// Hard links are names of their own, which Layers finds tied; soft links and ways back to the root are
    /// not. Names that would be one with dots keep their slashes.
    @Test
    void linksAreFollowedOnce() throws IOException {
        try (Checkpoint file = open("links.h5")) {
            assertThat(Opened.names(file)).containsExactly("a.same", "a.w", "x.y/z", "x/y.z");
            assertThat(Opened.tensor(file, "a.same").data().address())
                    .isEqualTo(Opened.tensor(file, "a.w").data().address());
        }
    }

    /// 700 links in a fractal heap and a B-tree of two levels.
    @Test
    void groupsOfManyLinksAreReadWhole() throws IOException {
        try (Checkpoint file = open("groups-latest.h5")) {
            assertThat(Opened.names(file))
                    .hasSize(700 + 1 + 30 + 1)
                    .contains("many.link000", "many.link699", "few.d29", "g0.g1.g2.g3.g4.g5.g6.g7.g8.g9.g10.g11.w");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "external-link.h5, into another file (/etc/passwd",
        "external-data.h5, elements lie in other files",
        "virtual.h5,       elements lie in other files"
    })
    void otherFilesAreNeverOpened(String name, String says) throws IOException {
        Opened.assertRefused(Hdf5Fixture.in(folder, name), says);
    }
}
