package eigensweep.findings;

/// A claim of the paper and what a study says of it.
///
/// @param statement the claim, a sentence without its full stop
/// @param verdict whether it holds
/// @param evidence the numbers that decide it, or what is missing
public record Claim(String statement, Verdict verdict, String evidence) {}
