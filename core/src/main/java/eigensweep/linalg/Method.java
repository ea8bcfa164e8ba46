package eigensweep.linalg;

/// The route from a weight matrix to its spectrum.
public enum Method {
    /// Eigenvalues of the Gram matrix of the smaller side: fast; singular values below about `1e-8` of the
    /// largest are lost.
    GRAM,
    /// Singular values by QR and bidiagonalisation: slower, resolves them all.
    SVD
}
