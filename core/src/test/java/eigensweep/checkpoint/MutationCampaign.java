package eigensweep.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import eigensweep.checkpoint.file.CheckpointException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Shows a reader one mutant after the other. Each must be read to its last element or be refused by a
/// [CheckpointException] of one line, in bounded time and memory.
///
/// `-Deigensweep.mutations=N` sets how many mutants there are, `-Deigensweep.seed=S` another seed than the usual one.
/// A mutant that fails is named by seed and number, and kept under `target/mutants`: from there it goes into the
/// corpus.
///
/// @param reader its name, for people
/// @param mutations what is done to its files
/// @param reading how it reads
public record MutationCampaign(String reader, Mutations mutations, Reading reading) {

    private static final long MUTANTS = Long.getLong("eigensweep.mutations", 20_000);
    private static final long SEED = Long.getLong("eigensweep.seed", 20261122);

    /// One mutant takes well under a millisecond; this leaves room for a machine that has other things to do.
    private static final long SECONDS_A_MUTANT = 10;

    /// Of a file of at most a few kilobytes. What a reader needs whatever the file (buffers, tables) is far below.
    private static final long MOST_HEAP = 4 << 20;

    private static final long MOST_NATIVE = 4 << 20;

    private static final int LONGEST_MESSAGE = 2500;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /// Reads a file to its last element.
    public interface Reading {

        /// @param bytes the file
        /// @param arena for what the reader needs
        void read(byte[] bytes, Arena arena) throws IOException;
    }

    /// What a thread is at work on.
    private static final class Progress {
        private volatile long mutant;
        private long refused; // read when the work is done
    }

    /// Memory outside the heap, counted.
    private static final class CountingArena implements Arena {
        private final Arena arena = Arena.ofConfined();
        private long allocated;

        @Override
        public MemorySegment allocate(long bytes, long alignment) {
            allocated += bytes;
            assertThat(allocated).as("bytes outside the heap").isLessThan(MOST_NATIVE);
            return arena.allocate(bytes, alignment);
        }

        @Override
        public MemorySegment.Scope scope() {
            return arena.scope();
        }

        @Override
        public void close() {
            arena.close();
        }
    }

    /// Shows a reader its corpus, the good files of which it reads to their end, and mutants of it, some of which it
    /// refuses.
    ///
    /// @param words that its format knows, to be put into files
    public static void survives(String reader, Reading reading, String... words) {
        Mutations mutations = Mutations.of(MutationCorpus.files(reader), words);
        MutationCampaign campaign = new MutationCampaign(reader, mutations, reading);
        MutationCorpus.made().forEach((name, good) -> {
            if (name.startsWith(reader + "/")) {
                campaign.readWhole(good);
            }
        });
        long refused = campaign.run();
        assertThat(refused).as("mutants that were refused").isPositive();
    }

    /// Reads every file of the corpus as it is (good ones, and mutants that failed once), then every mutant.
    ///
    /// @return how many mutants were refused
    private long run() {
        for (int f = 0; f < mutations.corpus().size(); f++) {
            show(mutations.corpus().get(f), reader + ", file " + f + " of its corpus");
        }
        Progress progress = new Progress();
        CompletableFuture<@Nullable Void> work = new CompletableFuture<>();
        Thread worker = Thread.ofPlatform().daemon().name("mutants").start(() -> {
            try {
                for (long m = 0; m < MUTANTS; m++) {
                    progress.mutant = m;
                    progress.refused += show(mutations.mutant(SEED, m), name(m)) ? 0 : 1;
                }
                work.complete(null);
            } catch (AssertionError e) {
                work.completeExceptionally(e);
            }
        });
        await(work, worker, progress);
        return progress.refused;
    }

    /// Reads a file that nothing is wrong with.
    private void readWhole(byte[] good) {
        try (Arena arena = Arena.ofConfined()) {
            reading.read(good, arena);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Waits, as long as mutant follows mutant.
    private void await(CompletableFuture<@Nullable Void> work, Thread worker, Progress progress) {
        for (long seen = -1; ; seen = progress.mutant) {
            try {
                work.get(SECONDS_A_MUTANT, TimeUnit.SECONDS);
                return;
            } catch (TimeoutException e) {
                if (progress.mutant == seen) {
                    AssertionError hang = failed(
                            mutations.mutant(SEED, seen),
                            name(seen),
                            "takes more than " + SECONDS_A_MUTANT + " seconds; it is at",
                            e);
                    hang.setStackTrace(worker.getStackTrace());
                    throw hang;
                }
            } catch (ExecutionException e) {
                throw new AssertionError(e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    /// Whether a mutant could be read.
    private boolean show(byte[] mutant, String name) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        boolean read = false;
        try (Arena arena = new CountingArena()) {
            reading.read(mutant, arena);
            read = true;
        } catch (CheckpointException e) {
            String line = String.valueOf(e.getMessage());
            if (line.length() > LONGEST_MESSAGE || line.codePoints().anyMatch(Character::isISOControl)) {
                throw failed(mutant, name, "is refused in more than one line", e);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (RuntimeException | AssertionError | StackOverflowError | OutOfMemoryError e) {
            throw failed(mutant, name, "was neither read nor refused", e);
        }
        long heap = THREADS.getCurrentThreadAllocatedBytes() - before;
        if (heap > MOST_HEAP) {
            throw failed(mutant, name, "took " + heap + " bytes of heap", null);
        }
        return read;
    }

    private String name(long number) {
        return reader + ", seed " + SEED + ", mutant " + number;
    }

    private static AssertionError failed(byte[] mutant, String name, String what, @Nullable Throwable cause) {
        Path file = Path.of("target", "mutants", name.replaceAll("\\W+", "-"));
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, mutant);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String hex = mutant.length > 500 ? "" : ": " + HexFormat.of().formatHex(mutant);
        return new AssertionError(name + " " + what + " (" + file.toAbsolutePath() + ")" + hex, cause);
    }
}
