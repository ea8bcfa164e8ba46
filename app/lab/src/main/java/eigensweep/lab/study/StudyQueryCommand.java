package eigensweep.lab.study;

import eigensweep.app.terminal.ExitCode;
import eigensweep.app.terminal.Format;
import eigensweep.app.terminal.TerminalCommand;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `eigensweep study query`: SQL over the results of a study.
@Command(
        name = "query",
        sortOptions = false,
        description = {
            "Asks the results of a study a question in SQL (DuckDB's, in memory: nothing it does changes the study, or"
                    + " reaches another file). Every table has model, data, treatment, kind (baseline, dropout,"
                    + " weight_decay, diversity, combined) and seed, and:",
            "  trials   dropout, weight_decay, augmentation, images, vendi_pixels, vendi_embeddings, rho,"
                    + " vendi_weighted, key",
            "  layers   depth, layer, metric, before, after, change, relative (to the baseline's change)",
            "  scores   split, images, accuracy, nll, ece",
            "  hessian  step, trace, standard_error, smoothed"
        },
        exitCodeList = {"0:all done", "1:failed: no study in the folder", "2:usage: a statement that is refused"},
        footer = {
            "  eigensweep study query DIR \"select treatment, avg(accuracy) from scores where split = 'test'"
                    + " group by all order by 2 desc\"",
            "  eigensweep study query DIR \"select kind, depth, avg(relative) from layers where metric = 'log_norm'"
                    + " group by all order by all\" --format csv",
            "  eigensweep study query DIR \"describe layers\""
        })
public final class StudyQueryCommand extends TerminalCommand {

    @Parameters(index = "0", paramLabel = "DIR", description = "The folder of the study.")
    private Path folder = Path.of("");

    @Parameters(index = "1", paramLabel = "SQL", description = "One statement that returns rows.")
    private String sql = "";

    @Option(
            names = "--format",
            paramLabel = "table|csv|json",
            defaultValue = "table",
            description = "What is printed on stdout. Default: ${DEFAULT-VALUE}.")
    private Format format = Format.TABLE;

    @Override
    public Integer call() throws IOException {
        StudyRows tables = StudyRows.of(StudyPlan.read(folder).results(new StudyStore(folder)));
        StudyQuery answer = StudyQuery.of(tables, sql);
        switch (format) {
            case TABLE -> terminal().out().print(answer.text(terminal().columns()));
            case CSV -> terminal().out().print(answer.csv());
            case JSON -> terminal().out().println(answer.json());
        }
        return ExitCode.OK;
    }
}
