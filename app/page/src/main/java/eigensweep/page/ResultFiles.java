package eigensweep.page;

/// What the files are called that commands leave in the folder of `-o`.
public final class ResultFiles {

    /// The page, of every command that writes one.
    public static final String REPORT = "report.html";

    /// The folder of the figures.
    public static final String FIGURES = "figures";

    /// Of a sweep: one row a layer.
    public static final String LAYERS = "layers.csv";

    /// The table again, for those who ask for it.
    public static final String PARQUET = "layers.parquet";

    /// The eigenvalues, one tensor a layer.
    public static final String SPECTRA = "spectra.safetensors";

    /// Where the numbers of a sweep or a training come from: version, options, machine.
    public static final String RUN = "run.json";

    /// Of a comparison: one row a layer and metric.
    public static final String CHANGES = "changes.csv";

    /// The scores of `vendi`.
    public static final String DIVERSITY = "vendi.json";

    /// What `linear` found.
    public static final String LEAST_SQUARES = "linear.json";

    /// What `stats` found.
    public static final String STATISTICS = "statistics.json";

    /// Its tests, one a row.
    public static final String TESTS = "tests.csv";

    /// The weights that a training began with.
    public static final String INITIAL = "initial.safetensors";

    /// The weights that it ended with.
    public static final String MODEL = "model.safetensors";

    /// The trials of a study, with their keys.
    public static final String PLAN = "plan.json";

    private ResultFiles() {}
}
