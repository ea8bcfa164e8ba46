package eigensweep.lab.study;

import eigensweep.app.sweep.SweepSettings;
import eigensweep.app.terminal.ExitCode;
import eigensweep.app.terminal.Interrupts;
import eigensweep.app.terminal.OutputPlace;
import eigensweep.app.terminal.Progress;
import eigensweep.app.terminal.Results;
import eigensweep.app.terminal.Talk;
import eigensweep.app.terminal.Terminal;
import eigensweep.app.terminal.UsageException;
import eigensweep.data.DataException;
import eigensweep.data.DuckDb;
import eigensweep.figure.FigureFormat;
import eigensweep.files.Printable;
import eigensweep.files.WholeFile;
import eigensweep.findings.StudyResults;
import eigensweep.findings.Trial;
import eigensweep.lab.embedding.ThisJava;
import eigensweep.lab.study.StudyPlan.Planned;
import eigensweep.lab.study.StudyRunner.Failure;
import eigensweep.lab.train.Estimate;
import eigensweep.lab.train.RecipeFile;
import eigensweep.sweep.Share;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The work of a study in its folder.
///
/// @param terminal where words go
/// @param talk how much is said
/// @param plan what is to be done
/// @param folder of the study
/// @param share which part of it
/// @param figures the forms of its figures
public record StudyWork(
        Terminal terminal, Talk talk, StudyPlan plan, Path folder, Share share, Set<FigureFormat> figures) {

    /// The share of the memory that the heaps of all processes may take together, in percent.
    private static final int HEAPS = 60;

    /// How many trials a line of progress names.
    private static final int NAMED = 2;

    /// The trials with an estimate.
    String listing(@Nullable Integer jobs) throws IOException {
        talk.say(terminal, "measuring a few steps of each kind of training ...");
        // The first takes its time to start.
        measure(plan.all().getFirst().recipe());
        return StudyListing.of(plan, mine(), results(), sideBySide(jobs), StudyWork::measure, terminal.columns());
    }

    private static double measure(String recipe) {
        return Estimate.seconds(RecipeFile.parse("plan", recipe));
    }

    /// Does what is not done.
    ///
    /// @param text of the study's file, which the folder keeps
    /// @param jobs side by side, or null: as many as the machine bears
    public int run(String text, @Nullable Integer jobs) throws IOException {
        OutputPlace.checkFolder(folder);
        Results.STUDY.claim(folder);
        refuseAnother();
        if (share.isWhole()) {
            DuckDb.require(); // Rather now than after hours of training.
        }
        OutputPlace.makeFolder(folder);
        plan.write(folder);
        WholeFile.write(folder.resolve("study.yaml"), writer -> writer.write(text));
        StudyStore store = new StudyStore(folder);
        List<Integer> mine = mine();
        List<Integer> todo = mine.stream().filter(i -> !isFinished(store, i)).toList();
        int most = Math.min(sideBySide(jobs), Math.max(1, todo.size()));
        talk.say(
                terminal,
                plan.name() + ": " + mine.size() + " trials"
                        + (share.isWhole() ? "" : " of " + plan.all().size())
                        + (todo.size() == mine.size() ? "" : ", " + (mine.size() - todo.size()) + " finished before")
                        + (todo.isEmpty() ? "" : "; " + most + " side by side") + "; all of it is in " + folder);
        Interrupts.install(terminal, () -> "stopped; the same command goes on with " + folder);
        notices(todo).forEach(notice -> talk.say(terminal, notice));
        List<Failure> failures = todo.isEmpty() ? List.of() : run(store, todo, most);
        failures.forEach(failure -> terminal.err()
                .println(Printable.message("eigensweep: " + name(failure.trial()) + ": " + failure.reason())));
        StudyResults results = results();
        if (!share.isWhole()) {
            talk.say(
                    terminal,
                    "part " + share.index() + " of " + share.count() + " is done; when all are, put their trials into"
                            + " one folder, and `eigensweep study report` makes tables and report");
        } else if (!results.results().isEmpty()) {
            terminal.print(StudySummary.of(results, terminal.columns()));
            StudyOutput.write(results, figures, terminal, talk);
        }
        return failures.isEmpty() ? ExitCode.OK : ExitCode.INCOMPLETE;
    }

    /// What people should know of the data of some trials, each line once. What cannot be opened is said by the trials
    /// that fail for it.
    private List<String> notices(List<Integer> places) {
        return places.stream()
                .map(place ->
                        RecipeFile.parse("plan", plan.all().get(place).recipe()).data())
                .distinct()
                .flatMap(data -> {
                    try {
                        return data.notices().stream();
                    } catch (DataException e) {
                        return Stream.empty();
                    }
                })
                .distinct()
                .toList();
    }

    /// A study may be changed and go on in its folder, but not become another.
    private void refuseAnother() {
        String kept = StudyPlan.nameIn(folder);
        UsageException.when(
                kept != null && !kept.equals(plan.name()),
                "-o " + folder + " holds the study " + kept + "; this one is " + plan.name()
                        + "; name another folder, or remove it");
    }

    /// What is finished.
    public StudyResults results() throws IOException {
        return plan.results(new StudyStore(folder));
    }

    private boolean isFinished(StudyStore store, int place) {
        Planned planned = plan.all().get(place);
        return store.isFinished(planned.trial(), planned.key());
    }

    /// Places in the plan.
    private List<Integer> mine() {
        return IntStream.range(0, plan.all().size())
                .filter(i -> i % share.count() == share.index() - 1)
                .boxed()
                .toList();
    }

    private int sideBySide(@Nullable Integer jobs) {
        if (jobs != null) {
            return jobs;
        }
        Planned first = plan.all().getFirst();
        return Jobs.most(
                plan,
                Runtime.getRuntime().availableProcessors(),
                SweepSettings.machineMemory(),
                RecipeFile.parse("plan", first.recipe()).machine().threads());
    }

    private List<Failure> run(StudyStore store, List<Integer> todo, int jobs) throws IOException {
        try (Progress progress = new Progress(terminal, talk)) {
            return new StudyRunner(
                            plan,
                            store,
                            worker(jobs),
                            (done, total, fraction, running) -> progress.show(line(done, total, running), fraction))
                    .run(todo, jobs);
        }
    }

    private static String line(int done, int total, List<Trial> running) {
        String names = running.stream().limit(NAMED).map(StudyWork::name).collect(Collectors.joining(", "));
        return done + " of " + total + " trials" + (names.isEmpty() ? "" : ", " + names)
                + (running.size() > NAMED ? " and " + (running.size() - NAMED) + " more" : "");
    }

    private static String name(Trial trial) {
        return trial.model() + " " + trial.data() + " " + trial.treatment().name() + " seed " + trial.seed();
    }

    /// This program, started like this one, as a worker.
    private List<String> worker(int jobs) {
        return ThisJava.command(
                List.of("-XX:MaxRAMPercentage=" + (double) HEAPS / jobs),
                "eigensweep.Main",
                List.of("study", "worker", folder.toString()));
    }
}
