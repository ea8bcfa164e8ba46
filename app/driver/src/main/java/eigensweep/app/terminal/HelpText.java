package eigensweep.app.terminal;

import eigensweep.page.Wrapping;
import java.util.Arrays;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.UsageMessageSpec;

/// `--help` as wide as the window: descriptions and examples keep their indents where they wrap.
public final class HelpText {

    private static final int NARROWEST = 55; // picocli refuses less
    private static final int USUAL = 80;
    private static final int WIDEST = 120;

    private HelpText() {}

    /// Has all help of a command line fit a window.
    public static void fit(CommandLine line, int columns) {
        int width = columns == Terminal.UNBOUNDED ? USUAL : Math.clamp(columns, NARROWEST, WIDEST);
        line.setUsageHelpWidth(width);
        for (CommandLine command : line.getSubcommands().values()) {
            fit(command, columns);
        }
        line.getHelpSectionMap()
                .put(
                        UsageMessageSpec.SECTION_KEY_DESCRIPTION,
                        help -> text(
                                help, width, help.commandSpec().usageMessage().description()));
        line.getHelpSectionMap()
                .put(
                        UsageMessageSpec.SECTION_KEY_FOOTER,
                        help -> text(
                                help, width, help.commandSpec().usageMessage().footer()));
    }

    private static String text(Help help, int width, String... lines) {
        String text = Arrays.stream(lines)
                .map(line -> line.replace("%%", "%"))
                .flatMap(line -> Wrapping.of(line, width).stream())
                .collect(Collectors.joining("\n"));
        return text.isEmpty() ? "" : text + System.lineSeparator();
    }
}
