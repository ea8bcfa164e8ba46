package eigensweep.checkpoint.torch;

import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.checkpoint.Checkpoints;
import eigensweep.checkpoint.Opened;
import eigensweep.checkpoint.file.Bytes;
import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.tensor.Widen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// PyTorch's format before 1.6, good and bad. Files of PyTorch's own are in [TorchFilesTest].
class TorchLegacyTest {

    private static final byte[] TWELVE = Bytes.floats(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);

    @TempDir
    private Path folder;

    private Path write(TorchLegacyWriter file) throws IOException {
        return write(file.bytes());
    }

    private Path write(byte[] file) throws IOException {
        return Files.write(folder.resolve("model.pth"), file);
    }

    private static PickleWriter dict(String key) {
        return PickleWriter.start().op('}').text(key);
    }

    private static PickleWriter matrix() {
        return dict("w").matrix("94", 3, 4).op('s');
    }

    private static TorchLegacyWriter good() {
        return new TorchLegacyWriter(matrix()).storage("94", 12, TWELVE);
    }

    /// A storage with its sixth entry.
    private static PickleWriter view(PickleWriter pickle, String key, long elements, long offset, long count) {
        pickle.op('(').text("storage").global("torch", "FloatStorage").text(key).text("cuda:0");
        pickle.number(elements).op('(').text(key + "view").number(offset).number(count);
        return pickle.op('t', 't', 'Q');
    }

    @Test
    void storagesFollowInTheOrderOfTheirKeys() throws IOException {
        PickleWriter two =
                dict("a").matrix("2", 1, 2).op('s').text("b").matrix("1", 1, 3).op('s');
        Path file = write(new TorchLegacyWriter(two)
                .storage("1", 3, Bytes.floats(1, 2, 3))
                .storage("2", 2, Bytes.floats(4, 5)));
        try (Checkpoint checkpoint = Checkpoints.open(file)) {
            assertThat(Opened.values(Opened.tensor(checkpoint, "a"))).containsExactly(4, 5);
            assertThat(Opened.values(Opened.tensor(checkpoint, "b"))).containsExactly(1, 2, 3);
        }
    }

    @Test
    void aViewOfAStorageBeginsWhereItSays() throws IOException {
        PickleWriter pickle =
                dict("w").global("torch._utils", "_rebuild_tensor").op('(');
        view(pickle, "94", 12, 5, 6).number(1).tuple(2, 2).tuple(2, 1).op('t', 'R', 's');
        try (Checkpoint checkpoint = Checkpoints.open(write(new TorchLegacyWriter(pickle).storage("94", 12, TWELVE)))) {
            assertThat(Widen.at(Opened.tensor(checkpoint, "w").matrix(0, 1, new long[2], 1), 1, 1))
                    .isEqualTo(5 + 1 + 2 + 1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"7 6", "-1 6", "5 -1", "9223372036854775807 1", "5 9223372036854775807"})
    void aViewBeyondItsStorageIsRefused(String offsetAndCount) throws IOException {
        String[] numbers = offsetAndCount.split(" ");
        PickleWriter pickle =
                dict("w").global("torch._utils", "_rebuild_tensor").op('(');
        view(pickle, "94", 12, Long.parseLong(numbers[0]), Long.parseLong(numbers[1]));
        pickle.number(0).tuple(2, 2).tuple(2, 1).op('t', 'R', 's');
        Opened.assertRefused(write(new TorchLegacyWriter(pickle).storage("94", 12, TWELVE)));
    }

    /// The class of a module comes with its source, which is not looked at.
    @Test
    void aModuleOfWhichTheSourceIsThereIsRead() throws IOException {
        PickleWriter pickle = PickleWriter.start()
                .op('(')
                .text("module")
                .global("research.models", "Net")
                .text("net.py")
                .text("import os; os.system('x')")
                .op('t', 'Q', ')', 0x81, '}', '(');
        pickle.text("_parameters").op('}').text("w").matrix("94", 3, 4).op('s');
        pickle.text("_modules").op('}', 'u', 'b');
        try (Checkpoint checkpoint = Checkpoints.open(write(new TorchLegacyWriter(pickle).storage("94", 12, TWELVE)))) {
            assertThat(Opened.names(checkpoint)).containsExactly("w");
        }
    }

    @Test
    void nothingIsCopied() throws IOException {
        try (Checkpoint checkpoint = Checkpoints.open(write(good()))) {
            assertThat(checkpoint.tensors().getFirst().data().isMapped()).isTrue();
        }
    }

    @Test
    void everyLieIsRefused() throws IOException {
        Opened.assertRefused(write(good().version(1002)), "version other than 1001");
        Opened.assertRefused(
                write(new TorchLegacyWriter(matrix()).storage("94", 13, TWELVE)),
                "claims 13 elements of 4 bytes in its storage 94, but 48 bytes are left");
        Opened.assertRefused(write(new TorchLegacyWriter(matrix()).storage("94", -1, TWELVE)), "claims -1 elements");
        Opened.assertRefused(
                write(new TorchLegacyWriter(matrix()).storage("94", Long.MAX_VALUE, TWELVE)),
                "claims 9223372036854775807");
        Opened.assertRefused(
                write(new TorchLegacyWriter(matrix()).storage("94", 11, Arrays.copyOf(TWELVE, 44))),
                "claims 12 elements of F32 in storage 94, which has 44 bytes");
        Opened.assertRefused(write(new TorchLegacyWriter(matrix())), "storage 94, which the file does not have");
        Opened.assertRefused(
                write(good().storage("95", 0, new byte[0])), "lists a storage that none of its tensors is in");
        Opened.assertRefused(write(good().storage("94", 12, TWELVE)), "lists its storage 94 twice");
        Opened.assertRefused(
                write(Bytes.join(good().bytes(), new byte[3])), "goes on for 3 bytes behind its last storage");
        Opened.assertRefused(
                write(new TorchLegacyWriter(dict("w")
                                .tensor("Strange", "94", 12, 0, new long[] {1, 1}, 1, 1)
                                .op('s'))
                        .storage("94", 12, TWELVE)),
                "StrangeStorage, whose elements are of unknown size");
        Opened.assertRefused(
                write(new TorchLegacyWriter(
                        PickleWriter.start().global("os", "system").text("x").op(0x85, 'R'))),
                "names os.system, which could run code; refused, and nothing was run");
    }

    @Test
    void everyTruncationIsRefused() throws IOException {
        byte[] whole = good().bytes();
        for (int length = TorchLegacyWriter.MAGIC.length; length < whole.length; length++) {
            Opened.assertRefused(write(Arrays.copyOf(whole, length)));
        }
    }
}
