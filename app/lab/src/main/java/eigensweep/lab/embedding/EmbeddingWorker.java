package eigensweep.lab.embedding;

import eigensweep.data.DataException;
import eigensweep.table.YamlSource;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/// The other side of [EmbeddingProcess]: loads a model and embeds what it is sent. It ends when its input
/// does: its parent is gone, or needs no more.
///
/// An order is a number of items and the items. The answers to it are [#STEP] as the work goes on, then
/// [#VECTORS] with rows, columns and float32 numbers, or [#REFUSED] with the words for people. They go to
/// [#ANSWERS], not to the standard output, where native libraries and models may print.
final class EmbeddingWorker {

    static final byte STEP = 0;
    static final byte VECTORS = 1;
    static final byte REFUSED = 2;

    /// Characters of a refusal, as `writeUTF` takes them.
    private static final int LONGEST = 4000;

    private static final Path ANSWERS = Path.of("/dev/fd/3");

    private EmbeddingWorker() {}

    /// @param words the number of threads, and the model in YAML
    public static void main(String[] words) throws IOException {
        ForeignModel<?> model = YamlSource.parse("model", words[1]).read(ForeignModel.class);
        work(model, Integer.parseInt(words[0]));
    }

    /// The work is that of a daemon, so that the process can end in the middle of it.
    private static <T> void work(ForeignModel<T> model, int threads) throws IOException {
        BlockingQueue<List<T>> orders = new LinkedBlockingQueue<>();
        DataOutputStream answers = new DataOutputStream(
                new BufferedOutputStream(Files.newOutputStream(ANSWERS, StandardOpenOption.WRITE)));
        Thread.ofPlatform().daemon().name("embedding").start(() -> answer(model, threads, orders, answers));
        DataInputStream in = new DataInputStream(new BufferedInputStream(System.in));
        for (Optional<List<T>> order = order(model, in); order.isPresent(); order = order(model, in)) {
            orders.add(order.get());
        }
    }

    private static <T> Optional<List<T>> order(ForeignModel<T> model, DataInputStream in) throws IOException {
        try {
            int n = in.readInt();
            List<T> items = new ArrayList<>();
            for (int i = 0; i < n; i++) {
                items.add(model.read(in));
            }
            return Optional.of(items);
        } catch (EOFException e) {
            return Optional.empty();
        }
    }

    private static <T> void answer(
            ForeignModel<T> model, int threads, BlockingQueue<List<T>> orders, DataOutputStream answers) {
        try {
            try (Embedder<T> embedder = model.load(threads, () -> step(answers))) {
                step(answers);
                while (true) {
                    vectors(embedder.embed(orders.take()), answers);
                }
            } catch (DataException e) {
                refuse(answers, String.valueOf(e.getMessage()));
            } catch (RuntimeException e) {
                refuse(answers, model.files().getFirst() + ": the library that runs it failed: " + e.getMessage());
            } catch (LinkageError e) {
                refuse(
                        answers,
                        model.files().getFirst() + ": the library that is to run it " + Native.cannotBeLoaded(e));
            } catch (OutOfMemoryError | StackOverflowError e) {
                refuse(answers, model.files().getFirst() + ": needs more memory than it may take (" + e + ")");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void step(DataOutputStream answers) {
        try {
            answers.writeByte(STEP);
            answers.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void vectors(float[][] rows, DataOutputStream answers) throws IOException {
        answers.writeByte(VECTORS);
        answers.writeInt(rows.length);
        answers.writeInt(rows[0].length);
        for (float[] row : rows) {
            for (float value : row) {
                answers.writeFloat(value);
            }
        }
        answers.flush();
    }

    private static void refuse(DataOutputStream answers, String words) throws IOException {
        answers.writeByte(REFUSED);
        answers.writeUTF(words.substring(0, Math.min(words.length(), LONGEST)));
        answers.flush();
    }
}
