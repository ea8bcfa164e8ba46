package eigensweep.hdf5;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// An object of a file: a group, a data set, or something else that is no concern of ours.
public final class Node {

    private final ObjectHeader header;

    Node(Source source, long address) {
        header = ObjectHeader.read(source, address);
    }

    public boolean isGroup() {
        return Links.isGroup(header);
    }

    /// The names in it, in the order of the file.
    public List<Link> links() {
        return Links.of(header);
    }

    /// The array that it is, or null.
    public @Nullable Dataset dataset() {
        return Dataset.of(header);
    }

    /// The text of an attribute: one for each of its elements, none if there is no such attribute, or it is no text.
    public List<String> texts(String attribute) {
        Attribute found = Attribute.find(header, attribute);
        return found == null ? List.of() : found.texts();
    }
}
