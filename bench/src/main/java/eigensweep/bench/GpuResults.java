package eigensweep.bench;

import eigensweep.files.WholeFile;
import eigensweep.table.Json;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// What `gpu-check` has measured so far: a page for people and members of a JSON object, in one line. Both are printed
/// or written after every row, whole each time, so that whoever ends the process has what there is; `complete` says
/// whether that is all.
final class GpuResults {

    /// The page.
    static final String PAGE = "gpu-check.md";

    /// The JSON object.
    static final String JSON = "gpu-check.json";

    private final Path folder;
    private final PrintStream out;
    private final StringBuilder page = new StringBuilder();
    private final Map<String, Object> members = new LinkedHashMap<>();
    private String end = "\nNot finished: this is what there was when it was last written.\n";
    private int printed;

    /// @param folder where the files go
    /// @param out where the page is printed as it grows
    GpuResults(Path folder, PrintStream out) {
        this.folder = folder;
        this.out = out;
        members.put("complete", false);
    }

    /// Adds to the page.
    GpuResults say(String markdown) {
        page.append(markdown);
        return this;
    }

    /// Sets a member of the object.
    ///
    /// @param value a record, a list, a number, a string
    GpuResults put(String member, Object value) {
        members.put(member, value);
        return this;
    }

    /// Writes and prints what there is: what is printed is written already.
    void save() {
        try {
            WholeFile.write(folder.resolve(PAGE), writer -> writer.append(page).append(end));
            WholeFile.write(folder.resolve(JSON), writer -> Json.line(members, writer));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        out.print(page.substring(printed));
        out.flush();
        printed = page.length();
    }

    /// Says that no more will come.
    ///
    /// @param isComplete whether this is all that was wanted
    void finish(boolean isComplete) {
        end = isComplete ? "" : "\nNot complete: see above.\n";
        put("complete", isComplete).save();
    }
}
