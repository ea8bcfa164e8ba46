package eigensweep.app.terminal;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.function.Supplier;

/// Ends the program at once on Ctrl-C and on a request to terminate, with the shell's exit code for it.
///
/// At once is C's `_exit`: every ordinary way out, `Runtime.halt` included, runs the exit handlers of native
/// libraries, and OpenBLAS's takes the memory away from threads that are in the middle of a matrix.
/// `sun.misc.Signal` is reached by reflection because the compiler warns of it with no way to be told that it is
/// meant.
public final class Interrupts {

    private static final int SIGNAL_BASE = 128;
    private static final Map<String, Integer> SIGNALS = Map.of("INT", 2, "TERM", 15, "HUP", 1);

    private Interrupts() {}

    /// Says a last line and stops when a signal arrives.
    ///
    /// @param lastLine what became of the work, asked for when it happens
    public static void install(Terminal terminal, Supplier<String> lastLine) {
        MethodHandle exit = exit();
        handle((name, number) -> {
            terminal.err().println("\neigensweep: " + lastLine.get());
            terminal.err().flush();
            exit.invoke(SIGNAL_BASE + number);
        });
    }

    /// Hands signals on to another process, which decides what becomes of them.
    public static void handOnTo(Process process) {
        handle((name, number) -> new ProcessBuilder("kill", "-s", name, Long.toString(process.pid())).start());
    }

    /// What is done with a signal, `INT` or 2.
    private interface Handler {
        void handle(String name, int number) throws Throwable;
    }

    private static void handle(Handler what) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            for (Map.Entry<String, Integer> entry : SIGNALS.entrySet()) {
                Object handling = Proxy.newProxyInstance(
                        handler.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                            what.handle(entry.getKey(), entry.getValue());
                            return null;
                        });
                Object instance = signal.getConstructor(String.class).newInstance(entry.getKey());
                signal.getMethod("handle", signal, handler).invoke(null, instance, handling);
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this JVM has no sun.misc.Signal (module jdk.unsupported)", e);
        }
    }

    /// Ends the process at once, whatever it is at.
    public static void exitNow(int code) {
        try {
            exit().invokeExact(code);
        } catch (Throwable e) {
            throw new IllegalStateException("_exit returned", e);
        }
    }

    private static MethodHandle exit() {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow("_exit"), FunctionDescriptor.ofVoid(JAVA_INT));
    }
}
