package eigensweep.linear;

/// A least-squares solution under some regularisation.
///
/// @param name of the regularisation
/// @param equation which `w` solves it
/// @param squaredNorm `w^T w`
/// @param largest `max_j |w_j|`
/// @param residual `norm(y - X w)^2 / norm(y)^2`
/// @param eigenvalues ascending, of the matrix that is inverted: `X^T X` and what regularisation adds
/// @param w the weights
public record Solution(
        String name,
        String equation,
        double squaredNorm,
        double largest,
        double residual,
        double[] eigenvalues,
        double[] w) {}
