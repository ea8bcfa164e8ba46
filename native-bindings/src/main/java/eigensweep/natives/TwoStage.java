package eigensweep.natives;

import eigensweep.linalg.BandEigen;
import eigensweep.linalg.Precision;
import eigensweep.natives.Arithmetic.Workspace;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// The eigenvalues of a large symmetric matrix by way of one with a band: the first stage is matrix products,
/// which run at full speed, where the reduction in one stage streams the matrix through memory once a column;
/// the second works on the band, which fits in the cache. LAPACK's `?syevd_2stage` does the same with a band
/// that is too narrow here, and its second stage takes twice as long as ours.
///
/// @param arithmetic the routines
/// @param second whose second stage
/// @param crew who does the first; the second is work for one
/// @param arena whose memory is the workspace
record TwoStage(Arithmetic arithmetic, Second second, Crew crew, Arena arena) {

    /// Whose second stage.
    enum Second {
        /// The faster one, once it is compiled, which takes a second: where there are vectors.
        OURS,
        /// LAPACK's, in float64.
        LIBRARYS
    }

    /// Wider bands make the first stage faster and LAPACK's second slower (PERFORMANCE.md).
    static final int BAND = 48;

    /// For a length: the routine tells the one it wants.
    private static final int ASK = -1;

    /// The eigenvalues, ascending.
    ///
    /// @param a column-major lower triangle, entries of moderate size; destroyed
    double[] eigenvalues(MemorySegment a, int n) {
        if (second == Second.OURS) {
            MemorySegment band = BandReduction.reduce(arithmetic, a, n, BandEigen.width(), crew, arena);
            return BandEigen.eigenvalues(band, n, arithmetic.precision());
        }
        if (arithmetic.precision() != Precision.F64) {
            throw new IllegalStateException("LAPACK's second stage is bound in float64 only");
        }
        return secondStage(BandReduction.reduce(arithmetic, a, n, BAND, crew, arena), n);
    }

    /// LAPACK's.
    private double[] secondStage(MemorySegment band, int n) {
        MemorySegment d = array(n);
        MemorySegment e = array(n);
        MemorySegment reflectors = array(1);
        MemorySegment work = array(1);
        arithmetic.sb2st(n, BAND, band, d, e, reflectors, ASK, new Workspace(work, ASK, MemorySegment.NULL, 0));
        int count = (int) arithmetic.get(reflectors, 0);
        int length = Math.max(1, (int) Math.ceil(arithmetic.get(work, 0)));
        arithmetic.sb2st(
                n, BAND, band, d, e, array(count), count, new Workspace(array(length), length, MemorySegment.NULL, 0));
        return arithmetic.tridiagonal(n, d, e).eigenvalues();
    }

    private MemorySegment array(long elements) {
        return arena.allocate(arithmetic.layout(), elements);
    }
}
