package eigensweep.lab.study;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.DoubleConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A process that does trials one after the other, as its parent tells it to: libtorch's random numbers and threads
/// are those of a process, so that trainings side by side in one would not be the same twice.
///
/// The parent writes the number of a trial, a line; the process answers `at FRACTION` as it goes, then `done` or
/// `failed REASON`. It ends when its parent does.
final class Worker implements AutoCloseable {

    private static final String AT = "at ";
    private static final String DONE = "done";
    private static final String FAILED = "failed ";

    /// The answers. Whatever else a process prints (a native library may) is none, and passed over.
    private static final Pattern ANSWER =
            Pattern.compile(AT + "([0-9.]+(?:E-?[0-9]+)?)|" + DONE + "|" + FAILED + "(.*)");

    private final Path log;
    private final Process process;
    private final BufferedWriter orders;
    private final BufferedReader answers;

    private Worker(Path log, Process process) {
        this.log = log;
        this.process = process;
        this.orders = process.outputWriter(StandardCharsets.UTF_8);
        this.answers = process.inputReader(StandardCharsets.UTF_8);
    }

    /// Starts a process.
    ///
    /// @param log where it says what goes wrong
    static Worker start(List<String> command, Path log) throws IOException {
        return new Worker(
                log, new ProcessBuilder(command).redirectError(log.toFile()).start());
    }

    /// What a process answers while it works.
    static String at(double fraction) {
        return AT + fraction;
    }

    /// What a process answers at the end.
    ///
    /// @param failure why there is no result, or null
    static String answer(@Nullable String failure) {
        return failure == null ? DONE : FAILED + failure;
    }

    /// Has a trial done.
    ///
    /// @param number its place in the plan, from 0
    /// @param progress told how much is done, 0 to 1
    /// @return why there is no result, or null if there is one
    @Nullable
    String run(int number, DoubleConsumer progress) {
        try {
            orders.write(number + "\n");
            orders.flush();
            for (String line = answers.readLine(); line != null; line = answers.readLine()) {
                Matcher answer = ANSWER.matcher(line);
                if (!answer.matches()) {
                    continue;
                }
                if (answer.group(1) == null) {
                    return answer.group(2);
                }
                progress.accept(Double.parseDouble(answer.group(1)));
            }
            return died();
        } catch (IOException e) {
            return died();
        }
    }

    private String died() {
        process.destroyForcibly();
        try {
            return "the process that did it ended with the code " + process.waitFor() + "; what it said is in " + log
                    + " (out of memory? fewer --jobs need less)";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /// Ends the process; what it said is kept if it ended by itself.
    @Override
    public void close() throws IOException {
        if (!process.isAlive()) {
            return;
        }
        orders.close();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        answers.close();
        Files.deleteIfExists(log);
    }
}
