package eigensweep.checkpoint.file;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ScratchTest {

    private static final MappedFile FILE = new MappedFile(Path.of("model.h5"), "", MemorySegment.NULL);

    @Test
    void whatDoesNotFitTheMemoryIsMapped() {
        try (Arena arena = Arena.ofShared()) {
            Scratch scratch = new Scratch(FILE, arena, 1000);
            assertThat(scratch.allocate(1000, 8).isMapped()).isFalse();
            assertThat(scratch.allocate(1, 8).isMapped()).isTrue();
        }
    }

    @Test
    void piecesOfTheTemporaryFileKeepApart() {
        try (Arena arena = Arena.ofShared()) {
            Scratch scratch = new Scratch(FILE, arena, 0);
            MemorySegment first = scratch.allocate(Long.BYTES + 1, 8);
            MemorySegment second = scratch.allocate(Long.BYTES, 8);
            first.fill((byte) 1);
            second.set(JAVA_LONG, 0, 2);
            assertThat(first.get(JAVA_LONG, 0)).isEqualTo(0x0101010101010101L);
            assertThat(second.get(JAVA_LONG, 0)).isEqualTo(2);
            assertThat(second.address() % 8).isZero();
        }
    }

    @Test
    void thereIsALimit() {
        try (Arena arena = Arena.ofShared()) {
            Scratch scratch = new Scratch(FILE, arena, 0);
            assertThatThrownBy(() -> scratch.allocate(Scratch.MOST + 1, 8))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessage("model.h5: unpacks to more than " + Scratch.MOST + " bytes; save it uncompressed");
        }
    }
}
