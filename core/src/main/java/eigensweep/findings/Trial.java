package eigensweep.findings;

/// One training of a study.
///
/// @param model the model's name in the study
/// @param data the data set's name in the study
/// @param treatment what is done beside the baseline
/// @param seed of the weights and every draw; trials of the same model, data and seed start from the same weights
public record Trial(String model, String data, Treatment treatment, long seed) {}
