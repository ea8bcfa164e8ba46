package eigensweep.lab.embedding;

import eigensweep.data.DataException;
import eigensweep.files.TemporaryFolder;
import eigensweep.table.YamlText;
import eigensweep.work.Workers;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// A model in a process of its own. A library that aborts, never ends, or takes memory without end takes that
/// process with it, and here it is one line.
///
/// @param <T> what is embedded
final class EmbeddingProcess<T> implements Embedder<T> {

    /// Limits the addresses of a process (in KiB) where the system can, keeps no core, and gives the answers
    /// a way that nobody prints to. What Ctrl-C sends to both, its parent answers; it ends when that does.
    private static final String LIMITED =
            "trap '' INT HUP; ulimit -c 0; ulimit -v \"$0\" 2>/dev/null; exec \"$@\" 3>&1 1>&2 || exit 127";

    /// The JVM in it is small: what is large lies in the libraries' memory.
    private static final List<String> SMALL = List.of(
            "-Xms16m",
            "-Xmx512m",
            "-Xss8m", // As a first thread has: ONNX Runtime needs more than the 1 MB of others.
            "-XX:+UseSerialGC",
            "-XX:ReservedCodeCacheSize=48m",
            "-XX:CompressedClassSpaceSize=64m",
            "-XX:-UsePerfData", // A file in /tmp that a process which is killed leaves behind.
            "-XX:ErrorFile=/dev/null",
            "-XX:-CreateCoredumpOnCrash");

    /// Collectors that this process was told to use would reserve more addresses than the other may.
    private static final String OF_COLLECTORS = "-XX:[+-]Use.*GC|-Xm[nsx].*|-XX:.*HeapSize.*|-XX:.*RAM.*";

    private static final int SAID = 1 << 16;

    private final ForeignModel<T> model;
    private final Allowance allowance;
    private final Path scratch;
    private final Process process;
    private final DataOutputStream orders;
    private final DataInputStream answers;
    private final ExecutorService reader = Workers.pool(1, "embedding-answers");
    private final Future<String> said;

    private EmbeddingProcess(ForeignModel<T> model, Allowance allowance, Path scratch, Process process) {
        this.model = model;
        this.allowance = allowance;
        this.scratch = scratch;
        this.process = process;
        this.orders = new DataOutputStream(new BufferedOutputStream(process.getOutputStream(), SAID));
        this.answers = new DataInputStream(new BufferedInputStream(process.getInputStream(), SAID));
        ExecutorService listener = Workers.pool(1, "embedding-words");
        this.said = listener.submit(() -> lastWords(process));
        listener.shutdown();
    }

    /// Starts a process, and has the model loaded.
    ///
    /// @throws DataException if it cannot be loaded, or takes more than it may
    static <T> EmbeddingProcess<T> start(ForeignModel<T> model, int threads, Allowance allowance) {
        EmbeddingProcess<T> started;
        try {
            Path scratch = TemporaryFolder.make();
            started = new EmbeddingProcess<>(model, allowance, scratch, process(model, threads, allowance, scratch));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            started.answer(allowance.loading().toSeconds());
            return started;
        } catch (RuntimeException e) {
            started.close();
            throw e;
        }
    }

    private static Process process(ForeignModel<?> model, int threads, Allowance allowance, Path scratch)
            throws IOException {
        List<String> words = List.of(Integer.toString(threads), YamlText.of((Record) model));
        List<String> flags = new ArrayList<>(SMALL);
        flags.add("-Djava.io.tmpdir=" + scratch);
        List<String> command =
                new ArrayList<>(List.of("/bin/sh", "-c", LIMITED, Long.toString(allowance.mebibytes() * 1024)));
        ThisJava.command(flags, EmbeddingWorker.class.getName(), words).stream()
                .filter(word -> flags.contains(word) || !word.matches(OF_COLLECTORS))
                .forEach(command::add);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("MALLOC_ARENA_MAX", "2"); // Each arena of glibc takes 64 MiB of addresses.
        builder.environment().put("TOKENIZERS_PARALLELISM", "false");
        return builder.start();
    }

    @Override
    public float[][] embed(List<T> items) {
        try {
            orders.writeInt(items.size());
            for (T item : items) {
                model.write(item, orders);
            }
            orders.flush();
        } catch (IOException e) {
            throw ended(e);
        }
        float @Nullable [][] vectors = null;
        while (vectors == null) {
            vectors = answer(allowance.step().toSeconds());
        }
        if (vectors.length != items.size()) {
            throw new IllegalStateException(vectors.length + " vectors of " + items.size() + " items");
        }
        return vectors;
    }

    /// Waits for the next answer.
    ///
    /// @return vectors, or null if the work goes on
    private float @Nullable [][] answer(long seconds) {
        Future<float @Nullable [][]> next = reader.submit(this::read);
        try {
            return next.get(seconds, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            process.destroyForcibly();
            throw new DataException(
                    place(),
                    "was stopped after the " + seconds
                            + " s that a stretch of its work may take; if you trust it, allow it"
                            + " more: EIGENSWEEP_JAVA_OPTS=-D" + Allowance.SECONDS + "=3600",
                    e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof DataException refusal) {
                throw refusal;
            }
            throw ended(e);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a model ran", e);
        }
    }

    private float @Nullable [][] read() throws IOException {
        switch (answers.readByte()) {
            case EmbeddingWorker.STEP -> {
                return null;
            }
            case EmbeddingWorker.VECTORS -> {
                int rows = answers.readInt();
                int columns = answers.readInt();
                float[][] vectors = new float[rows][columns];
                for (float[] row : vectors) {
                    for (int j = 0; j < columns; j++) {
                        row[j] = answers.readFloat();
                    }
                }
                return vectors;
            }
            case EmbeddingWorker.REFUSED -> throw DataException.said(answers.readUTF());
            default -> throw new IOException("no answer");
        }
    }

    private DataException ended(Exception cause) {
        process.destroyForcibly();
        try {
            int code = process.waitFor();
            String words = said.get();
            String how = " (code " + code + (words.isEmpty() ? "" : ": " + words) + ")";
            return new DataException(
                    place(),
                    words.toLowerCase(Locale.ROOT).contains("memory")
                            ? "needs more than the " + allowance.mebibytes() + " MiB that it may take" + how
                                    + "; if you trust it, allow it more: EIGENSWEEP_JAVA_OPTS=-D" + Allowance.MEMORY
                                    + "=" + 4 * allowance.mebibytes()
                            : "made the library that runs it fail" + how,
                    cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a model ran", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private String place() {
        return String.join(
                " with ", model.files().stream().map(Object::toString).toList());
    }

    /// The first line that tells what went wrong (of memory, the last); what else is said is read, and
    /// forgotten.
    private static String lastWords(Process process) throws IOException {
        String found = "";
        try (var lines = process.errorReader(StandardCharsets.UTF_8)) {
            StringBuilder line = new StringBuilder();
            for (int c = lines.read(); c >= 0; c = lines.read()) {
                if (c != '\n') {
                    if (line.length() < SAID) {
                        line.append((char) c);
                    }
                    continue;
                }
                String text = line.toString().strip();
                line.setLength(0);
                String lower = text.toLowerCase(Locale.ROOT);
                boolean tells = !lower.isEmpty() && !lower.matches("(warning|#|thread '|note:|stack backtrace).*");
                if (tells && (found.isEmpty() || lower.contains("memory"))) {
                    found = text.substring(0, Math.min(text.length(), 200));
                }
            }
        }
        return found;
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
        reader.shutdownNow();
        try {
            // Libraries unpack themselves into temporary files, and a process that is killed removes none.
            TemporaryFolder.remove(scratch);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
