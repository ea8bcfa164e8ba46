package eigensweep.bench.suite;

import eigensweep.bench.Machine;
import eigensweep.files.WholeFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;

/// The results on disk: `results.json`, as JMH writes it, and `results.html`, with plots, when all that was
/// asked for is there. Until then, and for good where a suite failed, they are `results-partial.json` and
/// `results-partial.html`, and the page says what it lacks.
final class SuiteResults {

    private static final String WHOLE = "results";
    private static final String PARTIAL = "results-partial";
    private static final String JSON = ".json";
    private static final String PAGE = ".html";

    private final Path folder;
    private final Machine machine;
    private final List<RunResult> results = new ArrayList<>();

    private SuiteResults(Path folder, Machine machine) {
        this.folder = folder;
        this.machine = machine;
    }

    /// Makes the folder; what another run left there half done is deleted.
    ///
    /// @throws IOException if nothing can be written there; the message names the folder
    static SuiteResults in(Path folder, Machine machine) throws IOException {
        try {
            Files.createDirectories(folder);
            Files.delete(Files.createTempFile(folder, WHOLE, JSON));
            Files.deleteIfExists(folder.resolve(PARTIAL + JSON));
            Files.deleteIfExists(folder.resolve(PARTIAL + PAGE));
        } catch (IOException e) {
            throw new IOException(
                    folder + ": no results can be written there; name another folder in BENCH_RESULTS", e);
        }
        return new SuiteResults(folder, machine);
    }

    /// Adds the results of a suite, and writes all there are under the names of partial ones.
    ///
    /// @param missing the titles of the suites whose results are not there; empty if all are
    void add(Collection<RunResult> ofSuite, String missing) throws IOException {
        results.addAll(ofSuite);
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        ResultFormatFactory.getInstance(ResultFormatType.JSON, new PrintStream(json, false, StandardCharsets.UTF_8))
                .writeOut(results);
        WholeFile.write(folder.resolve(PARTIAL + JSON), json.toByteArray());
        WholeFile.write(folder.resolve(PARTIAL + PAGE), new SuitePage(machine, missing, outcomes())::write);
    }

    /// Gives the files the names of whole results.
    ///
    /// @return the page
    Path finish() throws IOException {
        for (String extension : List.of(JSON, PAGE)) {
            Files.move(
                    folder.resolve(PARTIAL + extension),
                    folder.resolve(WHOLE + extension),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        return folder.resolve(WHOLE + PAGE);
    }

    /// The page that lacks something.
    Path partialPage() {
        return folder.resolve(PARTIAL + PAGE);
    }

    /// What was measured, in order.
    List<Outcome> outcomes() {
        return results.stream().map(Outcome::of).toList();
    }
}
