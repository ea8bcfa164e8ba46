package eigensweep.natives.gpu.binding;

import eigensweep.linalg.Precision;
import java.util.Map;

/// cuSOLVER: handles, eigensolvers and singular values. Matrices are column-major.
public interface CudaSolver {

    /// Symmetric matrices of one order, one after the other, whose eigenvalues are asked for.
    ///
    /// @param lower whether the lower triangles are valid, rather than the upper ones
    /// @param a the matrices, which are destroyed
    /// @param values where the eigenvalues go, ascending, `n` a matrix
    /// @param info where each matrix's code goes, an `int`: 0 if it converged
    record Symmetric(Precision precision, boolean lower, int n, int batch, long a, long values, long info) {}

    /// A matrix of `rows >= columns`, whose singular values are asked for, descending.
    record General(Precision precision, int rows, int columns, long a, long values, long info) {}

    /// Scratch memory that a routine wants, in bytes.
    record Scratch(long device, long host) {}

    /// Scratch memory that a routine gets.
    record Buffers(long device, long deviceBytes, long host, long hostBytes) {}

    /// What the routines want of a caller's own.
    ///
    /// @param solver of [#create]
    /// @param parameters of [#createParameters]
    /// @param jacobi of [#createJacobi]
    record Handles(long solver, long parameters, long jacobi) {}

    /// Eigenvalues of symmetric matrices, by one of the library's routines.
    interface Eigensolver {

        /// The workspaces it wants. It looks at the problem's shape alone.
        Scratch scratch(Handles handles, Symmetric problem);

        void solve(Handles handles, Symmetric problem, Buffers buffers);
    }

    long create();

    void setStream(long solver, long stream);

    void destroy(long solver);

    long createParameters();

    void destroyParameters(long parameters);

    long createJacobi();

    void destroyJacobi(long jacobi);

    /// The eigensolvers that there are: what is not in the map, this library (or its binding) lacks.
    Map<Route, Eigensolver> eigensolvers();

    /// `Xgesvd`, singular values only.
    Scratch singularValuesScratch(Handles handles, General problem);

    void singularValues(Handles handles, General problem, Buffers buffers);
}
