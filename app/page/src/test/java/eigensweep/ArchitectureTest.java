package eigensweep;

import eigensweep.page.Page;
import eigensweep.testing.Floors;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Pages are made of figures and tables.
class ArchitectureTest {

    private static final Floors MODULE = Floors.of(Page.class);

    @Test
    void aPackageUsesOnlyWhatStandsBelowIt() {
        MODULE.check(Map.ofEntries(
                Map.entry("figure", "files org.apache.pdfbox.. org.apache.fontbox.. org.w3c.dom.. org.xml.sax.."),
                Map.entry("page", "figure files table tools.jackson.core..")));
    }
}
