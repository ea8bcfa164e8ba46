package eigensweep.report.figure;

import java.util.List;

/// A figure, described once: the page and the file are drawn from it.
///
/// @param id a name for its file: lower case letters, digits, hyphens
/// @param title what it shows: its caption
/// @param subject of what, where that is not the whole sweep; otherwise empty
/// @param x the horizontal axis
/// @param y the vertical axis
/// @param marks what is drawn, first what lies lowest
public record Figure(String id, String title, String subject, Axis x, Axis y, List<Mark> marks) {

    public Figure {
        if (!id.matches("[a-z0-9-]+")) {
            throw new IllegalArgumentException("not a name for a file: " + id);
        }
        marks = List.copyOf(marks);
    }

    /// What it shows, and of what: for those who do not see what stands around it.
    String fullTitle() {
        return subject.isEmpty() ? title : title + ", " + subject;
    }
}
