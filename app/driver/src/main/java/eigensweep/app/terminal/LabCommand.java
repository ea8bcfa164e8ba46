package eigensweep.app.terminal;

/// A command of the lab, found by [java.util.ServiceLoader]. Its line in the lab's list of services has its name and
/// what it does behind a `#`, by which it is listed where the lab is absent.
public interface LabCommand {}
