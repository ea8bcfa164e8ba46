package eigensweep.lab.embedding;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The Java that runs this program, to be started once more: with the same flags and the same class path, so
/// that it starts as fast, and computes the same.
public final class ThisJava {

    private ThisJava() {}

    /// A command line.
    ///
    /// @param flags that follow those of this process, and so win over them
    /// @param main the class that it runs
    /// @param arguments of that class
    public static List<String> command(List<String> flags, String main, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> !flag.startsWith("-agentlib") && !flag.startsWith("-javaagent"))
                .forEach(command::add);
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
        command.addAll(arguments);
        return command;
    }
}
