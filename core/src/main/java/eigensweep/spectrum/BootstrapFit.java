package eigensweep.spectrum;

/// How far alpha can be trusted, and whether the tail is a power law at all; see [Bootstrap].
///
/// @param alphaLow the lower end of the 95 % confidence interval of alpha
/// @param alphaHigh its upper end
/// @param pValue how often a spectrum whose tail is a power law fits one no better than this spectrum does; below
///     0.1 Clauset, Shalizi and Newman call the power law ruled out
/// @param replicas how many synthetic spectra that rests on
public record BootstrapFit(double alphaLow, double alphaHigh, double pValue, int replicas) {}
