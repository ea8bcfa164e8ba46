package eigensweep.natives;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import eigensweep.linalg.BandEigen;
import eigensweep.linalg.Solve;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// The eigenvalues of a large symmetric matrix by way of one with a band: the first stage is matrix products,
/// which run at full speed, where the reduction in one stage streams the matrix through memory once a column;
/// the second works on the band, which fits in the cache. LAPACK's `?syevd_2stage` does the same with a band
/// that is too narrow here, and its second stage takes twice as long as ours.
///
/// @param library the library's name, for errors
/// @param solve how to compute
/// @param arithmetic the routines
/// @param arena whose memory is the workspace
record TwoStage(String library, Solve solve, Arithmetic arithmetic, Arena arena) {

    /// Wider bands make the first stage faster and LAPACK's second slower (PERFORMANCE.md).
    static final int BAND = 48;

    /// What the routines take by reference.
    ///
    /// @param n the order
    /// @param kd the width of the band
    /// @param ldab rows of the band's array
    /// @param lhous elements for reflectors
    /// @param lwork elements of the workspace; -1 asks for the least number
    /// @param info what became of it
    record Arguments(
            MemorySegment lower,
            MemorySegment yes,
            MemorySegment no,
            MemorySegment n,
            MemorySegment kd,
            MemorySegment ldab,
            MemorySegment lhous,
            MemorySegment lwork,
            MemorySegment info) {

        static Arguments of(int n, int band, Arena arena) {
            return new Arguments(
                    arena.allocateFrom(JAVA_BYTE, (byte) 'L'),
                    arena.allocateFrom(JAVA_BYTE, (byte) 'Y'),
                    arena.allocateFrom(JAVA_BYTE, (byte) 'N'),
                    arena.allocateFrom(JAVA_INT, n),
                    arena.allocateFrom(JAVA_INT, band),
                    arena.allocateFrom(JAVA_INT, band + 1),
                    arena.allocateFrom(JAVA_INT, -1),
                    arena.allocateFrom(JAVA_INT, -1),
                    arena.allocateFrom(JAVA_INT, 0));
        }
    }

    /// The eigenvalues, ascending.
    ///
    /// @param a column-major lower triangle, entries of moderate size; destroyed
    double[] eigenvalues(MemorySegment a, int n) {
        if (BandEigen.isFast() && !solve.brief()) {
            int width = BandEigen.width();
            MemorySegment band = BandReduction.reduce(library, arithmetic, a, n, width, arena);
            return BandEigen.eigenvalues(band, n, solve.precision());
        }
        return secondStage(BandReduction.reduce(library, arithmetic, a, n, BAND, arena), n);
    }

    private double[] secondStage(MemorySegment band, int n) {
        Arguments arguments = Arguments.of(n, BAND, arena);
        MemorySegment asked = array(1);
        MemorySegment d = array(n);
        MemorySegment e = array(n);
        MemorySegment reflectors = array(1);
        arithmetic.sb2st(arguments, band, d, e, reflectors, asked);
        int length = (int) arithmetic.get(reflectors, 0);
        arguments.lhous().set(JAVA_INT, 0, length);
        arithmetic.sb2st(arguments, band, d, e, array(length), workspace(arguments, "sytrd_sb2st", asked));
        check("sytrd_sb2st", arguments);

        LapackSpectra.check(library, "sterf", arithmetic.sterf(n, d, e));
        double[] values = new double[n];
        Arrays.setAll(values, i -> arithmetic.get(d, i));
        return values;
    }

    /// A workspace of the length that was asked for.
    private MemorySegment workspace(Arguments arguments, String routine, MemorySegment asked) {
        check(routine, arguments);
        int length = Math.max(1, (int) Math.ceil(arithmetic.get(asked, 0)));
        arguments.lwork().set(JAVA_INT, 0, length);
        return array(length);
    }

    private void check(String routine, Arguments arguments) {
        LapackSpectra.check(library, routine, arguments.info().get(JAVA_INT, 0));
    }

    private MemorySegment array(long elements) {
        return arena.allocate(arithmetic.layout(), elements);
    }
}
