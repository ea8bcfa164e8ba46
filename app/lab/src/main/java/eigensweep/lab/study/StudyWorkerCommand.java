package eigensweep.lab.study;

import eigensweep.app.terminal.ExitCode;
import eigensweep.app.terminal.Interrupts;
import eigensweep.app.terminal.TerminalCommand;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `eigensweep study worker`: the process that `study run` starts for trials. It reads numbers of trials from its
/// standard input, and ends when that does, whatever it is at: its parent is gone.
@Command(name = "worker", hidden = true, description = "Does trials for `study run`.")
public final class StudyWorkerCommand extends TerminalCommand {

    @Parameters(paramLabel = "DIR", description = "The folder of the study.")
    private Path folder = Path.of("");

    @Override
    public Integer call() throws IOException, InterruptedException {
        StudyPlan plan = StudyPlan.read(folder);
        StudyStore store = new StudyStore(folder);
        BlockingQueue<Integer> orders = new LinkedBlockingQueue<>();
        Thread.ofPlatform().daemon().name("orders").start(() -> listen(orders));
        while (true) {
            StudyRunner.serve(plan, store, orders.take(), this::answer);
        }
    }

    private void answer(String line) {
        terminal().out().println(line);
        terminal().out().flush();
    }

    private static void listen(BlockingQueue<Integer> orders) {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                orders.add(Integer.valueOf(line));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            Interrupts.exitNow(ExitCode.OK);
        }
    }
}
