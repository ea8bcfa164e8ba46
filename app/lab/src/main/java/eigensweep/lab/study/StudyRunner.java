package eigensweep.lab.study;

import eigensweep.findings.Trial;
import eigensweep.lab.study.StudyPlan.Planned;
import eigensweep.work.Workers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Queue;
import java.util.SequencedMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Has the trials of a study done, several side by side, each by a process of its own.
public final class StudyRunner {

    private final StudyPlan plan;
    private final StudyStore store;
    private final List<String> command;
    private final Listener listener;
    private final SequencedMap<Trial, Double> running = new LinkedHashMap<>();
    private final List<Failure> failures = new ArrayList<>();
    private int done;
    private int total;

    /// A trial without a result.
    ///
    /// @param trial which
    /// @param reason why, one line
    public record Failure(Trial trial, String reason) {}

    /// Hears how far a study is.
    public interface Listener {

        /// @param done trials of this run that are done, failed ones among them
        /// @param total trials of this run
        /// @param fraction of the work of this run
        /// @param running what is being done
        void heard(int done, int total, double fraction, List<Trial> running);
    }

    /// @param command starts a process that does trials of the store's folder (see [Worker])
    public StudyRunner(StudyPlan plan, StudyStore store, List<String> command, Listener listener) {
        this.plan = plan;
        this.store = store;
        this.command = List.copyOf(command);
        this.listener = listener;
    }

    /// Does trials.
    ///
    /// @param todo places in the plan
    /// @param jobs how many side by side
    /// @return those that have no result
    public List<Failure> run(List<Integer> todo, int jobs) throws IOException {
        total = todo.size();
        Path logs = Files.createDirectories(store.folder().resolve("logs"));
        Queue<Integer> queue = new ConcurrentLinkedQueue<>(todo);
        try {
            Workers.share(
                    Math.min(jobs, todo.size()),
                    "study",
                    worker -> work(
                            queue,
                            logs.resolve("worker-" + ProcessHandle.current().pid() + "-" + (worker + 1) + ".log")),
                    queue::clear);
        } catch (UncheckedIOException e) {
            throw new IOException(e.getMessage(), e);
        }
        removeIfEmpty(logs);
        return List.copyOf(failures);
    }

    private static void removeIfEmpty(Path logs) throws IOException {
        try (Stream<Path> left = Files.list(logs)) {
            if (left.findAny().isPresent()) {
                return;
            }
        }
        Files.delete(logs);
    }

    private void work(Queue<Integer> queue, Path log) {
        @Nullable Worker worker = null;
        try {
            for (Integer number = queue.poll(); number != null; number = queue.poll()) {
                if (worker == null || !worker.isAlive()) {
                    worker = Worker.start(command, log);
                }
                Planned planned = plan.all().get(number);
                heard(planned.trial(), 0);
                String failure = worker.run(number, fraction -> heard(planned.trial(), fraction));
                finished(planned.trial(), failure);
            }
            if (worker != null) {
                worker.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized void heard(Trial trial, double fraction) {
        running.put(trial, fraction);
        tell();
    }

    private synchronized void finished(Trial trial, @Nullable String failure) {
        running.remove(trial);
        done++;
        if (failure != null) {
            failures.add(new Failure(trial, failure));
        }
        tell();
    }

    private void tell() {
        double partly =
                running.values().stream().mapToDouble(Double::doubleValue).sum();
        listener.heard(done, total, (done + partly) / total, List.copyOf(running.keySet()));
    }

    /// The other side: does the trials that a parent asks for.
    ///
    /// @param number asked for, from 0
    /// @param answer takes the lines of the answer
    public static void serve(StudyPlan plan, StudyStore store, int number, LineSink answer) {
        Answers answers = new Answers(answer);
        try {
            new TrialRun(plan, store).run(plan.all().get(number), answers::at);
            answer.line(Worker.answer(null));
        } catch (IOException | RuntimeException e) {
            answer.line(Worker.answer(String.valueOf(e.getMessage()).replaceAll("\\s+", " ")));
        }
    }

    /// Takes lines.
    public interface LineSink {
        void line(String text);
    }

    /// Tells how far a trial is, not more often than anybody looks.
    private static final class Answers {

        private static final long PAUSE = 200_000_000;

        private final LineSink sink;
        private long last = System.nanoTime();

        Answers(LineSink sink) {
            this.sink = sink;
        }

        void at(double fraction) {
            long now = System.nanoTime();
            if (now - last >= PAUSE) {
                last = now;
                sink.line(Worker.at(fraction));
            }
        }
    }
}
