package eigensweep.lab.train;

import ai.djl.ndarray.types.Shape;
import eigensweep.lab.augment.Mixup;
import eigensweep.lab.images.Image;
import eigensweep.lab.images.ImageShape;
import eigensweep.lab.network.Seeds;
import eigensweep.work.Workers;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// The batches of a set in an order that is given, decoded ahead on worker threads: while one is trained on,
/// the next are made. What is in a batch does not depend on the threads.
final class Batches implements AutoCloseable {

    /// Batches that are decoded, or being decoded, for each thread.
    private static final int AHEAD = 2;

    /// Numbers that may wait, 1 GiB of them: workers change no result, so that fewer batches are made ahead.
    private static final long MOST_WAITING = 1L << 28;

    /// Images as numbers.
    ///
    /// @param x `n x c x h x w`, row-major
    /// @param image the shape of each
    /// @param labels of each
    /// @param shares `n x classes`, what part of each class is in each image; null where each is of its label alone
    record Batch(float[] x, ImageShape image, long[] labels, float @Nullable [] shares) {

        Batch(float[] x, ImageShape image, long[] labels) {
            this(x, image, labels, null);
        }

        /// The same images, each mixed with the one before it. Those are their neighbours in the random order of the
        /// epoch. Labels stay: those of the images themselves.
        Batch mixed(Mixup mixup, int classes) {
            int[] own = LongStream.of(labels).mapToInt(Math::toIntExact).toArray();
            return new Batch(mixup.images(x, count()), image, labels, mixup.labels(own, classes));
        }

        int count() {
            return labels.length;
        }

        /// `n x c x h x w`.
        Shape shape() {
            return new Shape(labels.length, image.channels(), image.height(), image.width());
        }
    }

    private final ImageSet set;
    private final int[] order;
    private final int size;
    private final Augmenting augmentation;
    private final long seed;
    private final int threads;
    private final ExecutorService workers;
    private final ArrayDeque<Future<Batch>> pending = new ArrayDeque<>();
    private int next;
    private long waitedNanos;

    /// @param order places in the set
    /// @param from the first batch to be given out
    /// @param seed of the augmentation in this epoch
    Batches(ImageSet set, int[] order, int from, int size, Augmenting augmentation, long seed, int threads) {
        this.set = set;
        this.order = order;
        this.size = size;
        this.augmentation = augmentation;
        this.seed = seed;
        this.threads = threads;
        this.next = from;
        this.workers = Workers.pool(threads, "batch");
    }

    /// How many batches a set makes; the last may be smaller.
    static int count(int images, int size) {
        return Math.ceilDiv(images, size);
    }

    boolean hasNext() {
        return !pending.isEmpty() || next < count(order.length, size);
    }

    private long ahead() {
        long values = (long) Math.min(size, order.length) * set.shape().size();
        return Math.min((long) AHEAD * threads, 1 + MOST_WAITING / values);
    }

    /// The next batch; what is waited for it is counted.
    Batch next() {
        while (next < count(order.length, size) && pending.size() <= ahead()) {
            int number = next++;
            pending.add(workers.submit(() -> make(number)));
        }
        long start = System.nanoTime();
        Batch batch = Workers.get(pending.remove(), "decoding images");
        waitedNanos += System.nanoTime() - start;
        return batch;
    }

    /// Seconds that [#next] has waited for batches.
    double waited() {
        return waitedNanos / 1e9;
    }

    private Batch make(int number) {
        int[] places = Arrays.copyOfRange(order, number * size, Math.min(order.length, (number + 1) * size));
        float[] x = new float[places.length * set.shape().size()];
        long[] labels = new long[places.length];
        for (int i = 0; i < places.length; i++) {
            long draws = Seeds.of(seed, places[i]);
            UnaryOperator<Image> changed = image -> augmentation.apply(image, draws);
            set.read(places[i], changed, x, i * set.shape().size());
            labels[i] = set.label(places[i]);
        }
        return new Batch(x, set.shape(), labels);
    }

    @Override
    public void close() {
        workers.shutdownNow();
    }
}
