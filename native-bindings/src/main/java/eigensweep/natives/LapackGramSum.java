package eigensweep.natives;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import eigensweep.linalg.GramSum;
import eigensweep.linalg.Precision;
import eigensweep.linalg.SpectrumException;
import eigensweep.natives.lapack.Lapack;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.function.IntConsumer;

/// A Gram matrix summed by `dsyrk`, in memory outside the heap that is LAPACK's to work in.
final class LapackGramSum implements GramSum {

    /// Below this order the steps of a reduction are so short that threads which wait for each other gain
    /// nothing by sharing them, and lose much where the cores have other work: the compilers of a JVM that
    /// has just started.
    private static final int SHARED_REDUCTION = 512;

    private final LapackSpectra spectra;
    private final Crew crew;
    private final int threads;
    private final int n;
    private final IntConsumer useThreads;
    private final Arena arena;
    private final MemorySegment upper;
    private Arena tileArena = Arena.ofConfined();
    private MemorySegment tile = MemorySegment.NULL;

    /// @param library its name, for errors
    /// @param threads that may be used
    /// @param useThreads sets the library's threads
    LapackGramSum(String library, int n, int threads, IntConsumer useThreads) {
        this.crew = new Crew(n < LapackSpectra.TWO_STAGES ? 1 : threads);
        // One matrix: the library has solved it before kernels of ours are compiled.
        this.spectra = new LapackSpectra(Arithmetic.of(library, Precision.F64), TwoStage.Second.LIBRARYS, crew);
        this.n = n;
        this.threads = threads;
        this.useThreads = useThreads;
        this.arena = crew.arena();
        this.upper = arena.allocate(JAVA_DOUBLE, (long) n * n);
    }

    @Override
    public int order() {
        return n;
    }

    @Override
    public void add(double[] values, int rows) {
        long elements = (long) rows * n;
        if (tile.byteSize() < elements * Double.BYTES) {
            tileArena.close();
            tileArena = Arena.ofConfined();
            tile = tileArena.allocate(JAVA_DOUBLE, elements);
        }
        MemorySegment.copy(values, 0, tile, JAVA_DOUBLE, 0, Math.toIntExact(elements));
        spectra.arithmetic().syrk(Lapack.CblasTrans(), n, rows, tile, n, 1, upper, n);
    }

    @Override
    public double[] diagonal() {
        double[] diagonal = new double[n];
        Arrays.setAll(diagonal, i -> upper.getAtIndex(JAVA_DOUBLE, i * (n + 1L)));
        return diagonal;
    }

    @Override
    public void map(RowChange change) {
        double[] row = new double[n];
        for (int i = 0; i < n; i++) {
            long at = i * (n + 1L) * Double.BYTES;
            MemorySegment.copy(upper, JAVA_DOUBLE, at, row, i, n - i);
            change.apply(i, row);
            MemorySegment.copy(row, i, upper, JAVA_DOUBLE, at, n - i);
        }
    }

    @Override
    public double[] eigenvalues() {
        tileArena.close();
        tileArena = Arena.ofConfined();
        tile = MemorySegment.NULL;
        double largest = 0;
        for (double entry : diagonal()) {
            largest = Math.max(largest, Math.abs(entry));
            // LAPACK would not return from some of these.
            if (!Double.isFinite(entry)) {
                throw new SpectrumException("holds " + entry + " on its diagonal");
            }
        }
        useThreads.accept(n < SHARED_REDUCTION || n >= LapackSpectra.TWO_STAGES ? 1 : threads);
        try {
            return spectra.eigenvalues(upper, n, largest, arena);
        } finally {
            useThreads.accept(threads);
        }
    }

    @Override
    public void close() {
        tileArena.close();
        arena.close();
        crew.close();
    }
}
