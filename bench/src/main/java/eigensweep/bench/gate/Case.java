package eigensweep.bench.gate;

import eigensweep.linalg.Method;
import eigensweep.linalg.Precision;
import eigensweep.linalg.Solve;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A piece of work that the gate watches, of one thread, the same every time.
///
/// @param name as the baseline knows it
/// @param yardstick what its time is divided by; null if it takes so long that its native calls and its answer are
///     compared, and nothing else. Others take a millisecond or two.
/// @param limit what it depends on besides the processor's speed
/// @param promise by what part of itself the answer may be another one on another machine: what its arithmetic promises
/// @param work does it once, and says what came out
record Case(String name, @Nullable Yardstick yardstick, Limit limit, DoubleSupplier promise, Work work) {

    /// Sums in float64 of some thousand terms of either sign, which cancel.
    static final double FLOAT64 = 1e-10;

    /// Something done once.
    @FunctionalInterface
    interface Work {
        double run();

        /// Makes what it works on, before it is run for the first time.
        default void prepare() {}

        /// Work that asks for nothing of the code before it is prepared: what another revision lacks of it is seen
        /// then or when it is run, and in this case alone.
        static Work prepared(Supplier<Work> preparation) {
            return new Work() {
                private @Nullable Work made;

                @Override
                public void prepare() {
                    if (made == null) {
                        made = preparation.get();
                    }
                }

                @Override
                public double run() {
                    prepare();
                    return Objects.requireNonNull(made).run();
                }
            };
        }
    }

    /// What is made when it is asked for the first time, and the same from then on. Of one thread.
    static <T> Supplier<T> once(Supplier<T> maker) {
        List<T> made = new ArrayList<>();
        return () -> {
            if (made.isEmpty()) {
                made.add(maker.get());
            }
            return made.getFirst();
        };
    }

    /// What a case depends on besides the processor's speed.
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

    /// A case in float64 of which all is compared.
    static Case timed(String name, Yardstick yardstick, Limit limit, Work work) {
        return new Case(name, yardstick, limit, () -> FLOAT64, work);
    }

    /// A case in float64 of which only calls and answer are compared.
    static Case untimed(String name, Limit limit, Work work) {
        return new Case(name, null, limit, () -> FLOAT64, work);
    }

    /// The same in float32, where the answer is of the eigenvalues of a matrix of `large x small`.
    Case inFloat32(int large, int small) {
        return new Case(
                name, yardstick, limit, () -> new Solve(Precision.F32, Method.GRAM, 1).resolution(large, small), work);
    }

    boolean isTimed() {
        return yardstick != null;
    }

    static List<String> names(List<Case> cases) {
        return cases.stream().map(Case::name).toList();
    }
}
