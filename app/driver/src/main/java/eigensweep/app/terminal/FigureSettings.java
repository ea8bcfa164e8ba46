package eigensweep.app.terminal;

import eigensweep.figure.FigureFormat;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// In which forms the figures of a report are written: the same words for every command that has any.
public final class FigureSettings {

    @Option(
            names = "--figures",
            split = ",",
            paramLabel = "FORM",
            description = "The forms of the figures beside the report, separated by commas: svg, pdf (for LaTeX), png."
                    + " Default: svg.")
    private List<FigureFormat> formats = List.of();

    /// The forms.
    ///
    /// @param folder that they are written to
    /// @throws UsageException if there is none, and they were asked for
    public Set<FigureFormat> into(@Nullable Path folder) {
        UsageException.when(folder == null && !formats.isEmpty(), "--figures needs -o DIR, where they are written");
        return formats.isEmpty() ? Set.of(FigureFormat.SVG) : EnumSet.copyOf(formats);
    }
}
