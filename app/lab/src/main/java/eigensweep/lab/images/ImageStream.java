package eigensweep.lab.images;

import eigensweep.data.DataException;
import eigensweep.work.Workers;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The images of a data set one after the other, decoded ahead on worker threads. Their order is that of the data set
/// for any number of threads, and no more than [#AHEAD] images a thread are in memory.
public final class ImageStream implements Iterator<ImageStream.Decoded>, AutoCloseable {

    /// Images that are decoded, or being decoded, for each thread.
    static final int AHEAD = 4;

    /// What becomes of an image that cannot be decoded.
    public enum Broken {
        /// The stream ends with an exception that names it and says how many of those looked at are broken, too.
        REFUSED,
        /// It is handed on without pixels, with what is wrong.
        SKIPPED
    }

    /// How a stream decodes.
    ///
    /// @param threads workers, at least one
    /// @param broken what becomes of an image that cannot be decoded
    /// @param prepare done to each image on the worker: scaling, cropping
    public record Options(int threads, Broken broken, UnaryOperator<Image> prepare) {

        public Options {
            if (threads < 1) {
                throw new IllegalArgumentException(threads + " threads decode nothing");
            }
        }
    }

    /// An image of the stream.
    ///
    /// @param index its number in the data set
    /// @param image its pixels, or null if it is broken
    /// @param problem what is wrong with it, or null
    public record Decoded(
            int index, @Nullable Image image, @Nullable String problem) {}

    private final ImageDataset dataset;
    private final Options options;
    private final int end;
    private final ExecutorService workers;
    private final ArrayDeque<Future<Decoded>> pending = new ArrayDeque<>();
    private int next;

    private ImageStream(ImageDataset dataset, int from, int to, Options options) {
        this.dataset = dataset;
        this.options = options;
        this.next = from;
        this.end = to;
        this.workers = Workers.pool(options.threads(), "decode");
    }

    /// A stretch of a data set.
    ///
    /// @param from its first image
    /// @param to where it ends, exclusively
    public static ImageStream of(ImageDataset dataset, int from, int to, Options options) {
        if (from < 0 || to < from || to > dataset.count()) {
            throw new IndexOutOfBoundsException(from + " to " + to + " of " + dataset.count() + " images");
        }
        return new ImageStream(dataset, from, to, options);
    }

    /// All of a data set.
    public static ImageStream of(ImageDataset dataset, Options options) {
        return of(dataset, 0, dataset.count(), options);
    }

    @Override
    public boolean hasNext() {
        return !pending.isEmpty() || next < end;
    }

    @Override
    public Decoded next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        while (next < end && pending.size() < AHEAD * options.threads()) {
            int index = next++;
            pending.add(workers.submit(() -> decode(index)));
        }
        Decoded decoded = Workers.get(pending.remove(), "decoding images");
        if (decoded.problem() != null && options.broken() == Broken.REFUSED) {
            throw refusal(decoded);
        }
        return decoded;
    }

    private Decoded decode(int index) {
        try {
            return new Decoded(index, options.prepare().apply(dataset.image(index)), null);
        } catch (DataException e) {
            return new Decoded(index, null, Optional.ofNullable(e.getMessage()).orElse("cannot be decoded"));
        }
    }

    /// What was being decoded is waited for, so that the message is the same every time.
    private DataException refusal(Decoded first) {
        List<Decoded> rest = new ArrayList<>();
        while (!pending.isEmpty()) {
            rest.add(Workers.get(pending.remove(), "decoding images"));
        }
        long more = rest.stream().filter(image -> image.problem() != null).count();
        return new DataException(
                dataset.name(),
                first.problem()
                        + (rest.isEmpty()
                                ? ""
                                : "; " + (more == 0 ? "none" : more) + " of the next " + rest.size()
                                        + (more > 1 ? " images are broken, too" : " images is broken, too"))
                        + "; repair or remove them, or skip broken images (vendi --skip-broken)");
    }

    /// Stops the workers.
    @Override
    public void close() {
        workers.shutdownNow();
    }
}
