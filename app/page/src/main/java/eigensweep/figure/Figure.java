package eigensweep.figure;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A figure, described once: the page and the file are drawn from it.
///
/// @param id a name for its file: lower case letters, digits, hyphens
/// @param title what it shows: its caption
/// @param subject of what, where that is not the whole sweep; otherwise empty
/// @param x the horizontal axis
/// @param y the vertical axis
/// @param marks what is drawn, first what lies lowest
/// @param notes what is written above the plot, wrapped to its width
/// @param zoom a part of the same marks drawn larger, beside the plot; or null
public record Figure(
        String id,
        String title,
        String subject,
        Axis x,
        Axis y,
        List<Mark> marks,
        List<String> notes,
        @Nullable Zoom zoom) {

    /// A part of a figure, drawn larger.
    ///
    /// @param x its horizontal axis
    /// @param y its vertical axis
    public record Zoom(Axis x, Axis y) {}

    public Figure {
        if (!id.matches("[a-z0-9-]+")) {
            throw new IllegalArgumentException("not a name for a file: " + id);
        }
        marks = List.copyOf(marks);
        notes = List.copyOf(notes);
    }

    /// A figure without notes and without a part drawn larger.
    public Figure(String id, String title, String subject, Axis x, Axis y, List<Mark> marks) {
        this(id, title, subject, x, y, marks, List.of(), null);
    }

    /// The same figure with something written above the plot.
    public Figure noted(List<String> lines) {
        return new Figure(id, title, subject, x, y, marks, lines, zoom);
    }

    /// The same figure with a part of it drawn larger beside it, or without.
    public Figure zoomed(@Nullable Zoom part) {
        return new Figure(id, title, subject, x, y, marks, notes, part);
    }

    /// What it shows, and of what: for those who do not see what stands around it.
    public String fullTitle() {
        return subject.isEmpty() ? title : title + ", " + subject;
    }
}
