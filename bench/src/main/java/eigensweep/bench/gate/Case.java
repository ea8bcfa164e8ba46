package eigensweep.bench.gate;

/// A piece of work that the gate watches: a millisecond or two of one thread, the same every time.
///
/// @param name as the baseline knows it
/// @param yardstick what its time is divided by
/// @param limit what its time depends on besides the processor's speed
/// @param work does it once, and says what came out
record Case(String name, Yardstick yardstick, Limit limit, Work work) {

    /// Something done once.
    @FunctionalInterface
    interface Work {
        double run();
    }

    /// What the time of a case depends on besides the processor's speed.
    enum Limit {
        /// Nothing.
        CODE,
        /// How many lanes a vector has.
        VECTORS,
        /// The operating system, which does part of the work, and more slowly when it has other work.
        SYSTEM
    }

    /// What this machine can do at this moment: the same work in every version of the code.
    enum Yardstick {
        /// A matrix product by OpenBLAS, of 192 x 192.
        DGEMM,
        /// A copy of 128 KiB, which stay in the cache: where larger ones lie in memory is chance.
        STREAM,
        /// A chain of dependent additions and divisions.
        SCALAR
    }
}
