package eigensweep.checkpoint.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import eigensweep.checkpoint.Checkpoints;
import eigensweep.checkpoint.Opened;
import eigensweep.checkpoint.file.Bytes;
import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.checkpoint.safetensors.SafetensorsWriter.Entry;
import eigensweep.tensor.DType;
import eigensweep.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsWriterTest {

    @TempDir
    private Path folder;

    private static Entry entry(String name, DType dtype, byte[] data, long... shape) {
        return new Entry(
                name,
                dtype,
                shape,
                segment -> MemorySegment.copy(MemorySegment.ofArray(data), 0, segment, 0, data.length));
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        Path file = folder.resolve("model.safetensors");
        SafetensorsWriter.write(
                file,
                List.of(
                        entry("layer \"0\".\u03b1\\weight", DType.F32, Bytes.floats(1, 2, 3, 4, 5, 6), 2, 3),
                        entry("empty", DType.F64, new byte[0], 0, 7),
                        entry("scalar", DType.F64, Bytes.doubles(Math.PI)),
                        entry("codes", DType.I8, new byte[] {1, -2, 3}, 3)));

        try (Checkpoint checkpoint = Checkpoints.open(file)) {
            assertThat(Opened.names(checkpoint))
                    .containsExactly("layer \"0\".\u03b1\\weight", "empty", "scalar", "codes");
            Tensor matrix = checkpoint.tensors().getFirst();
            assertThat(matrix.shape()).containsExactly(2, 3);
            assertThat(Opened.values(matrix)).containsExactly(1, 2, 3, 4, 5, 6);
            assertThat(Opened.tensor(checkpoint, "empty").shape()).containsExactly(0, 7);
            assertThat(Opened.values(Opened.tensor(checkpoint, "scalar"))).containsExactly(Math.PI);
            assertThat(Opened.tensor(checkpoint, "codes").dtype()).isEqualTo(DType.I8);
        }
    }

    @Test
    void dataStartAtAMultipleOfEight() throws IOException {
        for (int length = 1; length <= 16; length++) {
            Path file = folder.resolve(length + ".safetensors");
            SafetensorsWriter.write(file, List.of(entry("n".repeat(length), DType.F32, Bytes.floats(1), 1)));

            long header = ByteBuffer.wrap(Files.readAllBytes(file))
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .getLong();
            assertThat((Long.BYTES + header) % 8).isZero();
            Checkpoints.open(file).close();
        }
    }

    @Test
    void aFileIsReplacedWholeOrNotAtAll() throws IOException {
        Path file = folder.resolve("model.safetensors");
        SafetensorsWriter.write(file, List.of(entry("first", DType.F32, Bytes.floats(1), 1)));
        SafetensorsWriter.write(file, List.of(entry("second", DType.F32, Bytes.floats(2), 1)));
        Entry failing = new Entry("third", DType.F32, new long[] {1}, segment -> {
            throw new IllegalStateException("no weights today");
        });

        assertThatIllegalStateException().isThrownBy(() -> SafetensorsWriter.write(file, List.of(failing)));

        try (Checkpoint checkpoint = Checkpoints.open(file);
                Stream<Path> left = Files.list(folder)) {
            assertThat(Opened.names(checkpoint)).containsExactly("second");
            assertThat(left).containsExactly(file);
        }
    }
}
