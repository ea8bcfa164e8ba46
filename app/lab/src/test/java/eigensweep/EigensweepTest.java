package eigensweep;

import static org.assertj.core.api.Assertions.assertThat;

import eigensweep.app.sweep.SmallModels;
import eigensweep.app.terminal.CommandLineRun;
import eigensweep.testing.JavaProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// What the command line answers to good and bad requests: the exit code, and one line where something is wrong.
class EigensweepTest {

    private static final String ABSENT = "absent.safetensors";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "unknown",
                "--unknown",
                "sweep",
                "sweep --unknown model",
                "sweep model --format xml",
                "sweep model --backend abacus",
                "sweep model --threads 0",
                "sweep model --threads many",
                "sweep model --max-memory lots",
                "sweep model --max-memory 0",
                "sweep model --min-evals 0",
                "sweep model --min-evals 10 --max-evals 5",
                "sweep model --layers [a",
                "sweep model --shard 3/2 -o DIR",
                "sweep model --precision f32 --backend java",
                "sweep model --format parquet",
                "sweep model --backend cuda --cuda-home no-such-folder",
                "sweep model --backend jcuda --cuda-home no-such-folder",
                "sweep model --backend java --devices 0",
                "sweep model --backend openblas --cuda-home .",
                "sweep model --devices 0,0",
                "sweep model --devices -1",
                "sweep model --devices first",
                "sweep model --devices ,",
                "sweep model --devices 0,",
                "sweep model --devices=",
                "sweep model --backend java --devices ,",
                "doctor --cuda-home no-such-folder",
                "compare model",
                "compare a b c",
                "compare a b --baseline-before c",
                "vendi",
                "vendi data.npy --kernel quantum",
                "vendi data.npy --backend abacus",
                "vendi data.npy --threads 0",
                "hessian --anything",
                "linear",
                "study study.toml"
            })
    void aRequestThatCannotBeMeantIsRefusedInOneLine(String line) {
        Object[] arguments = line.isEmpty() ? new Object[0] : line.split(" ");
        assertRefused(CommandLineRun.of(arguments), 2);
    }

    /// As a file it would be the folder one is in.
    @Test
    void anEmptyArgumentIsRefused() {
        assertRefused(CommandLineRun.of("vendi", ""), 2);
        assertRefused(CommandLineRun.of("sweep", "model", "--layers", ""), 2);
    }

    @ParameterizedTest
    @CsvSource({
        "swep model, sweep",
        "study rum file, run",
        "help comapre, compare",
        "sweep model --preciison f32, --precision",
        "sweep model --format tabel, table",
        "sweep model --backend opnblas, openblas",
        "sweep model --type dens, dense",
        "study preset digit-quick, digits-quick",
        "study run digits-quik, digits-quick",
        "augment digits --only rotat, rotate"
    })
    void aSlipIsAnsweredWithWhatWasMeant(String line, String meant) {
        assertThat(CommandLineRun.of((Object[]) line.split(" ")).errLines())
                .singleElement()
                .asString()
                .contains("did you mean " + meant + "?");
    }

    @Test
    void theValuesOfAnOptionAreNamedAsTheyAreWritten() {
        assertThat(CommandLineRun.of("sweep", "model", "--precision", "f16").err())
                .contains("--precision f16: expected one of f64, f32")
                .doesNotContain("F64");
        assertThat(CommandLineRun.of("sweep", "model", "--threads", "many").err())
                .contains("--threads many: a whole number");
    }

    @Test
    void anUnknownBackendIsAnsweredWithTheKnownOnes() {
        assertThat(CommandLineRun.of("sweep", "model", "--backend", "abacus").err())
                .contains("abacus", "auto", "openblas", "java");
    }

    @Test
    void aMissingFileIsNamed() {
        CommandLineRun run = CommandLineRun.of("sweep", folder.resolve(ABSENT));
        assertRefused(run, 1);
        assertThat(run.err()).contains(ABSENT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "train absent.yaml",
                "study run absent.yaml",
                "hessian absent.safetensors --recipe absent.yaml",
                "hessian absent.safetensors",
                "stats absent.csv --wide a,b",
                "linear absent.csv --target a",
                "linear absent.npy --target 1",
                "vendi absent.npy",
                "vendi absent.txt",
                "sweep absent.pt",
                "compare absent.pt absent.pt",
                "augment absent.png"
            })
    void everyCommandSaysThatAFileIsMissing(String line) {
        CommandLineRun run = CommandLineRun.of((Object[]) line.split(" "));
        assertThat(run.code()).as(run.err()).isEqualTo(1);
        assertThat(run.err().lines().filter(text -> !text.startsWith("backend: ")))
                .singleElement()
                .asString()
                .contains("absent.")
                .contains("no such file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"stats DIR --wide a,b", "train DIR", "study run DIR", "vendi digits --weights DIR"})
    void aFolderInThePlaceOfAFileIsNamed(String line) {
        CommandLineRun run = CommandLineRun.of(
                (Object[]) line.replace("DIR", folder.toString()).split(" "));
        assertThat(run.code()).as(run.err()).isEqualTo(1);
        assertThat(run.errLines()).last().asString().contains(folder.toString() + ": is no");
    }

    /// Before the models are even looked for.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "compare absent absent -o FILE",
                "vendi absent.npy -o FILE",
                "linear absent.npy --target 1 -o FILE",
                "linear absent.npy --target 1 -o FILE/below",
                "augment absent.png -o FILE/sheet.png",
                "demo -o FILE"
            })
    void anOutputThatCannotBeIsRefusedBeforeTheWork(String line) throws IOException {
        Path file = Files.createFile(folder.resolve("taken"));
        CommandLineRun run = CommandLineRun.of(
                (Object[]) line.replace("FILE", file.toString()).split(" "));
        assertRefused(run, 2);
        assertThat(run.err()).contains("-o " + file);
    }

    @Test
    void aBrokenFileIsNamed() throws IOException {
        Path broken = Files.writeString(folder.resolve("broken.safetensors"), "this is no model");
        CommandLineRun run = CommandLineRun.of("sweep", broken);
        assertRefused(run, 1);
        assertThat(run.err()).contains("broken.safetensors");
        Path empty = Files.createFile(folder.resolve("empty.safetensors"));
        assertRefused(CommandLineRun.of("sweep", empty), 1);
    }

    @Test
    void aFolderWithoutAModelIsNamed() {
        CommandLineRun run = CommandLineRun.of("sweep", folder);
        assertRefused(run, 1);
        assertThat(run.err()).contains(folder.toString());
    }

    @Test
    void aFileAmongGoodOnesThatIsMissingStopsAComparisonButNotASweep() throws IOException {
        Path model = SmallModels.whole(folder.resolve("model.safetensors"), 1);
        CommandLineRun swept = CommandLineRun.of("sweep", model, folder.resolve(ABSENT), "-q");
        assertThat(swept.code()).isEqualTo(3);
        assertThat(swept.errLines()).singleElement().asString().contains(ABSENT);
        assertRefused(CommandLineRun.of("compare", model, folder.resolve(ABSENT), "-q"), 1);
    }

    @Test
    void aStackTraceIsShownOnRequestOnly() {
        Path absent = folder.resolve(ABSENT);
        assertThat(CommandLineRun.of("sweep", absent).err()).doesNotContain("\tat ");
        assertThat(CommandLineRun.of("sweep", absent, "--debug").err()).contains("\tat ");
    }

    /// Whatever command the advice to run it again may be given for.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "sweep",
                "compare",
                "vendi",
                "stats",
                "linear",
                "augment",
                "train",
                "hessian",
                "doctor",
                "demo",
                "study",
                "study run",
                "study report",
                "study query",
                "study preset"
            })
    void everyCommandShowsStackTracesOnRequestAndItsExitCodes(String command) {
        CommandLineRun help = CommandLineRun.of((Object[]) (command + " --help").split(" "));
        assertThat(help.out()).contains("--debug", "Exit codes:");
    }

    @Test
    void aStackTraceOfACommandOfStudiesIsShown() {
        assertThat(CommandLineRun.of("study", "query", folder, "select 1", "--debug")
                        .err())
                .contains("\tat ");
        assertThat(CommandLineRun.of("--debug", "study", "query", folder, "select 1")
                        .err())
                .contains("\tat ");
        assertThat(CommandLineRun.of("study", "query", folder, "select 1").err())
                .doesNotContain("\tat ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h"})
    void helpShowsCommandsExamplesAndExitCodes(String option) {
        CommandLineRun run = CommandLineRun.of(option);
        assertThat(run.code()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .contains("sweep", "compare", "doctor", "demo")
                .contains("Examples:", "eigensweep sweep model.safetensors")
                .contains("Exit codes:", "130");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sweep", "compare", "vendi"})
    void helpOfACommandShowsItsOptionsAndExamples(String command) {
        CommandLineRun run = CommandLineRun.of(command, "--help");
        assertThat(run.code()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("--backend", "--debug", "Examples:", "eigensweep " + command + " ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"doctor", "demo"})
    void helpOfACommandSaysWhatItDoes(String command) {
        CommandLineRun run = CommandLineRun.of(command, "--help");
        assertThat(run.code()).isZero();
        assertThat(run.out()).startsWith("Usage: eigensweep " + command);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "sweep", "study", "study run", "study preset"})
    void helpOfACommandIsAlsoGivenByTheCommandHelp(String command) {
        CommandLineRun help =
                CommandLineRun.of((Object[]) ("help " + command).strip().split(" "));
        CommandLineRun option =
                CommandLineRun.of((Object[]) (command + " --help").strip().split(" "));
        assertThat(help.code()).isZero();
        assertThat(help.out()).isEqualTo(option.out()).startsWith("Usage: eigensweep");
    }

    @ParameterizedTest
    @ValueSource(ints = {80, 60})
    void helpFitsTheWindow(int columns) {
        for (String command : List.of("help", "sweep --help", "stats --help", "vendi --help", "help study run")) {
            assertThat(CommandLineRun.inWindow(columns, (Object[]) command.split(" "))
                            .out()
                            .lines())
                    .as(command)
                    .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(columns));
        }
    }

    /// Only the command that is asked for is made; completions are of all.
    @Test
    void completionsAreOfAllCommands() {
        CommandLineRun run = CommandLineRun.of("generate-completion");
        assertThat(run.code()).isZero();
        assertThat(run.out())
                .contains(
                        "_picocli_eigensweep_sweep()",
                        "_picocli_eigensweep_vendi()",
                        "_picocli_eigensweep_study_run()");
    }

    @Test
    void valuesAreCompletedInTheLettersInWhichTheyAreWritten() {
        assertThat(CommandLineRun.of("generate-completion").out())
                .contains("(\"f64\" \"f32\") # --precision values")
                .contains("BACKEND_option_args=(\"auto\"")
                .contains("KERNEL_option_args=(\"cosine\"")
                .contains("\"digits-quick\"")
                .doesNotContain("\"TABLE\"");
    }

    @Test
    void versionIsOneLine() {
        CommandLineRun run = CommandLineRun.of("--version");
        assertThat(run.code()).isZero();
        assertThat(run.out()).matches("eigensweep \\d+\\.\\d+\\.\\d+ \\([-+0-9a-z]+\\)\\R");
    }

    @Test
    void doctorNamesEveryBackendAndTheChoice() {
        CommandLineRun run = CommandLineRun.of("doctor");
        assertThat(run.code()).isZero();
        assertThat(run.out().lines())
                .anyMatch(line -> line.startsWith("backend openblas "))
                .anyMatch(line -> line.startsWith("backend mkl "))
                .anyMatch(line -> line.matches("backend java +available: .*"))
                .anyMatch(line -> line.matches("auto +\\w+"));
    }

    @Test
    void doctorAnswersMachines() {
        JsonNode answer = new ObjectMapper()
                .readTree(CommandLineRun.of("doctor", "--format", "json").out());
        assertThat(answer.at("/memory/heap_bytes").asLong()).isPositive();
        assertThat(answer.at("/auto").asString()).isNotEmpty();
        assertThat(answer.at("/backends"))
                .anySatisfy(backend -> {
                    assertThat(backend.at("/name").asString()).isEqualTo("java");
                    assertThat(backend.at("/available").asBoolean()).isTrue();
                })
                .allSatisfy(
                        backend -> assertThat(backend.at("/detail").asString()).isNotEmpty());
    }

    /// In a process of its own, whose cache is empty.
    @Test
    void demoSaysHowToStartItWhereItCannotFetchItsModel() throws IOException, InterruptedException {
        Path err = folder.resolve("err");
        ProcessBuilder demo = JavaProcess.of(
                        "eigensweep.Main", "demo", "-o", folder.resolve("demo").toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(err.toFile());
        demo.environment().put("EIGENSWEEP_CACHE", folder.resolve("cache").toString());
        assertThat(demo.start().waitFor()).isEqualTo(2);
        assertThat(Files.readAllLines(err))
                .filteredOn(line -> !line.startsWith("WARNING: Using incubator modules"))
                .singleElement()
                .asString()
                .contains("start it with scripts/eigensweep");
        assertThat(folder.resolve("demo")).doesNotExist();
    }

    private static void assertRefused(CommandLineRun run, int code) {
        assertThat(run.code()).as(run.err()).isEqualTo(code);
        assertThat(run.out()).isEmpty();
        assertThat(run.errLines()).hasSize(1);
        assertThat(run.err()).startsWith("eigensweep");
    }

    @Test
    void aNameThatJavaCannotReadIsRefusedRatherThanChanged() {
        CommandLineRun run = CommandLineRun.of("sweep", "model.npy", "-o", "r\uFFFDsults");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.errLines())
                .singleElement()
                .asString()
                .startsWith("eigensweep: the argument r\uFFFDsults has bytes that are no letters of the locale");
    }
}
