package eigensweep.lab.study;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import eigensweep.app.terminal.CommandLineRun;
import eigensweep.app.terminal.ExitCode;
import eigensweep.checkpoint.Checkpoints;
import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.findings.StudyResults;
import eigensweep.findings.Trial;
import eigensweep.findings.TrialResult;
import eigensweep.findings.TrialResult.LayerResult;
import eigensweep.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A study from its file to its tables, by worker processes.
class StudyCommandTest {

    private static final List<String> TABLES = List.of("trials", "layers", "scores", "hessian");

    @TempDir
    private static Path shared;

    private static Path file;
    private static Path study;
    private static CommandLineRun run;

    @TempDir
    private Path folder;

    @BeforeAll
    static void runIt() throws IOException {
        file = Files.writeString(shared.resolve("tiny.yaml"), Studies.TINY);
        study = shared.resolve("study");
        run = CommandLineRun.of("study", "run", file, "-o", study, "--jobs", 2);
    }

    private static StudyResults results() throws IOException {
        return StudyPlan.read(study).results(new StudyStore(study));
    }

    private static Path place(TrialResult result) {
        return new StudyStore(study).trial(result.trial(), result.key());
    }

    @Test
    void everyTrialHasAResult() throws IOException {
        assertThat(run.err()).contains("10 of 10 trials").doesNotContain("eigensweep:");
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("dropout-0.3+noise-0.3");
        StudyResults results = results();
        assertThat(results.complete()).isTrue();
        for (TrialResult result : results.results()) {
            assertThat(result.scores()).extracting("split").containsExactly("test", "test+noise-0.3");
            assertThat(result.layers()).extracting(LayerResult::name).containsExactly("0", "2", "4");
            assertThat(result.layers().getFirst().change("log_norm")).isNotNull();
            assertThat(result.diversity().n()).isEqualTo(200);
            String treatment = result.trial().treatment().name();
            assertThat(result.trace().isEmpty())
                    .isEqualTo(!treatment.equals("baseline") && !treatment.equals("dropout-0.3"));
            assertThat(place(result).resolve("run.json")).content().contains("data_sha256", "threads", "eigensweep");
            assertThat(place(result).resolve("state.safetensors")).doesNotExist();
        }
    }

    @Test
    void everyTreatmentStartsFromTheSameWeightsBitByBit() throws IOException {
        Map<Long, List<TrialResult>> bySeed = results().results().stream()
                .collect(Collectors.groupingBy(result -> result.trial().seed()));
        assertThat(bySeed).containsOnlyKeys(1L, 2L);
        bySeed.values().forEach(group -> {
            Path first = place(group.getFirst()).resolve("initial.safetensors");
            group.forEach(result -> {
                assertThat(place(result).resolve("initial.safetensors")).hasSameBinaryContentAs(first);
                assertThat(place(result).resolve("before.safetensors"))
                        .hasSameBinaryContentAs(place(group.getFirst()).resolve("before.safetensors"));
            });
        });
        List<Path> starts = bySeed.values().stream()
                .map(group -> place(group.getFirst()).resolve("initial.safetensors"))
                .toList();
        assertThat(Files.mismatch(starts.get(0), starts.get(1))).isNotNegative();
    }

    @Test
    void theSpectraAreThoseOfTheMetrics() throws IOException {
        TrialResult result = results().results().getLast();
        try (Checkpoint spectra = Checkpoints.open(place(result).resolve("after.safetensors"))) {
            assertThat(spectra.tensors()).extracting(Tensor::name).containsExactlyInAnyOrder("0", "2", "4");
            for (LayerResult layer : result.layers()) {
                Tensor values = spectra.tensors().stream()
                        .filter(tensor -> tensor.name().equals(layer.name()))
                        .findFirst()
                        .orElseThrow();
                double sum = 0;
                for (long i = 0; i < values.count(); i++) {
                    sum += values.data().get(JAVA_DOUBLE_UNALIGNED, i * Double.BYTES);
                }
                // F6: the squared Frobenius norm is the sum of the eigenvalues.
                assertThat(Math.log10(sum)).isCloseTo(layer.after().get("log_norm"), within(1e-12));
            }
        }
    }

    @Test
    void aTrialIsRepeatedByItsRecipe() throws IOException {
        TrialResult result = results().results().getLast();
        Path again = folder.resolve("again");
        assertThat(CommandLineRun.of("train", place(result).resolve("recipe.yaml"), "-o", again, "-q")
                        .code())
                .isZero();
        assertThat(again.resolve("model.safetensors"))
                .hasSameBinaryContentAs(place(result).resolve("model.safetensors"));
    }

    @Test
    void partsPutTogetherAreTheWhole() throws IOException {
        Path whole = folder.resolve("whole");
        for (int part = 1; part <= 2; part++) {
            Path machine = folder.resolve("machine" + part);
            CommandLineRun done =
                    CommandLineRun.of("study", "run", file, "-o", machine, "--shard", part + "/2", "--jobs", 1);
            assertThat(done.err()).contains("5 trials of 10");
            assertThat(done.code()).isZero();
            copy(machine, whole);
        }
        assertThat(CommandLineRun.of("study", "report", whole).code()).isZero();
        assertSameTables(whole, study);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path each : files.toList()) {
                Path target = to.resolve(from.relativize(each).toString());
                if (Files.isDirectory(each)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(each, target, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    static void assertSameTables(Path one, Path other) {
        for (String table : TABLES) {
            assertThat(one.resolve("tables/" + table + ".csv"))
                    .as(table)
                    .hasSameBinaryContentAs(other.resolve("tables/" + table + ".csv"));
        }
    }

    @Test
    void aQuestionIsAnsweredFromTheTables() throws IOException {
        CommandLineRun baseline = CommandLineRun.of(
                "study",
                "query",
                study,
                "select max(abs(relative)) as most, count(*) as n from layers where kind = 'baseline' and metric ="
                        + " 'log_norm'",
                "--format",
                "json");
        assertThat(baseline.out()).isEqualTo("[{\"most\":0.0,\"n\":6}]\n");
        TrialResult last = results().results().getLast();
        Trial trial = last.trial();
        CommandLineRun accuracy = CommandLineRun.of(
                "study",
                "query",
                study,
                "select accuracy from scores where split = 'test' and seed = " + trial.seed() + " and treatment = '"
                        + trial.treatment().name() + "'",
                "--format",
                "csv");
        assertThat(accuracy.out()).isEqualTo("accuracy\n" + last.test().accuracy() + "\n");
        CommandLineRun parquet = CommandLineRun.of("study", "query", study, "select count(*) as n from trials");
        assertThat(parquet.out().lines().map(String::strip)).containsExactly("n", "10");
    }

    @Test
    void aQuestionReachesNoFileAndChangesNothing() {
        for (String sql : List.of(
                "copy trials to '" + folder.resolve("x.csv") + "'",
                "select * from read_csv('" + file + "')",
                "select * from nothing",
                "drop table trials",
                "set enable_external_access = true")) {
            CommandLineRun refused = CommandLineRun.of("study", "query", study, sql);
            assertThat(refused.code()).as(sql).isEqualTo(ExitCode.USAGE);
            assertThat(refused.errLines()).as(sql).hasSize(1);
        }
        assertThat(folder.resolve("x.csv")).doesNotExist();
    }

    @Test
    void whatIsFinishedIsNotDoneAgainAndADryRunSaysSo() throws IOException {
        CommandLineRun dry = CommandLineRun.of("study", "run", file, "-o", study, "--dry-run");
        assertThat(dry.out()).contains("10 trials, 10 finished");
        Path more = Files.writeString(
                folder.resolve("more.yaml"), Studies.TINY.replace("dropout: [0.3]\n", "dropout: [0.3, 0.5]\n"));
        CommandLineRun other = CommandLineRun.of("study", "run", more, "-o", study, "--dry-run");
        assertThat(other.out()).contains("12 trials, 10 finished").contains("finished trials of its kind");
        CommandLineRun fresh = CommandLineRun.of("study", "run", file, "-o", folder.resolve("none"), "--dry-run");
        assertThat(fresh.out()).contains("10 trials, 0 finished").contains("a few steps");
        assertThat(folder.resolve("none")).doesNotExist();
        assertThat(CommandLineRun.of("study", "run", file, "-o", study).err()).contains("10 finished before");
    }

    @Test
    void aTrainingThatDivergesDoesNotStopTheOthers() throws IOException {
        String text = Studies.TINY
                .replace("seeds: [1, 2]", "seeds: [1]")
                .replace("5e-3", "1e30")
                .replace("epochs: 2", "epochs: 1");
        Path bad = Files.writeString(folder.resolve("bad.yaml"), text);
        CommandLineRun done = CommandLineRun.of("study", "run", bad, "-o", folder.resolve("bad"), "--jobs", 1);
        assertThat(done.code()).isEqualTo(ExitCode.INCOMPLETE);
        assertThat(done.err()).contains("wd-1e30", "diverged", "4 of 5 trials");
    }

    @Test
    void whatCannotBeDoneIsRefusedBeforeAnythingStarts() throws IOException {
        Path wrong = Files.writeString(
                folder.resolve("wrong.yaml"), Studies.TINY.replace("name: digits", "name: no-such-folder"));
        CommandLineRun refused = CommandLineRun.of("study", "run", wrong, "-o", folder.resolve("none"));
        assertThat(refused.code()).isEqualTo(ExitCode.USAGE);
        assertThat(refused.errLines()).hasSize(1);
        assertThat(refused.err()).contains("wrong.yaml, line 5");
        assertThat(folder.resolve("none")).doesNotExist();
        for (List<String> given : List.of(
                List.of("run", file.toString(), "--jobs", "0"),
                List.of("run", file.toString(), "--shard", "3/2"),
                List.of("preset", "digits"),
                List.<String>of())) {
            CommandLineRun other = CommandLineRun.of(
                    Stream.concat(Stream.of("study"), given.stream()).toArray());
            assertThat(other.code()).as(given.toString()).isEqualTo(ExitCode.USAGE);
            assertThat(other.errLines()).as(given.toString()).hasSize(1);
        }
        assertThat(CommandLineRun.of("study", "report", folder).code()).isEqualTo(ExitCode.FAILED);
    }

    @Test
    void aPresetIsAFileToBeginWith() throws IOException {
        CommandLineRun preset = CommandLineRun.of("study", "preset", "digits-quick");
        Path mine = Files.writeString(folder.resolve("mine.yaml"), preset.out());
        assertThat(CommandLineRun.of("study", "run", mine, "-o", folder.resolve("none"), "--dry-run")
                        .out())
                .contains("20 trials, 0 finished");
    }
}
