package eigensweep.checkpoint.keras;

import eigensweep.checkpoint.file.MappedFile;
import eigensweep.checkpoint.file.Scratch;
import eigensweep.hdf5.Dataset;
import eigensweep.hdf5.Hdf5File;
import eigensweep.hdf5.Link;
import eigensweep.hdf5.Node;
import eigensweep.tensor.DType;
import eigensweep.tensor.Meaning;
import eigensweep.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// All data sets of an HDF5 file, and those attributes of groups that Keras writes.
///
/// Every data set is listed under each of its names, in the order in which data sets were written: the order of a
/// model, while names in groups are sorted. A group that has several names is entered under the first. Soft links are
/// further names for what is listed anyway. Links into other files are refused.
final class Hdf5Tree {

    /// With the objects they make, this many fit in a quarter of a gigabyte.
    private static final int MOST_DATASETS = 1 << 18;

    private static final int MOST_GROUPS = 1 << 18;
    private static final int DEEPEST = 64;
    private static final int LONGEST_PATH = 1000;
    private static final long MOST_CHARACTERS = 1L << 26;

    /// What is kept of a group.
    ///
    /// @param path without a slash at its start; empty for the root
    record Group(String path, Node node) {}

    /// A data set under one of its names.
    ///
    /// @param path `model_weights/dense/dense/kernel:0`
    /// @param address of its header, which grows with each that is written
    /// @param tensor named by its path
    record Stored(String path, long address, Tensor tensor) {}

    private final MappedFile mapped;
    private final Hdf5File file;
    private final Scratch scratch;
    private final Set<Long> entered = new HashSet<>();
    private final Map<Long, Tensor> read = new HashMap<>();
    private final List<Stored> datasets = new ArrayList<>();
    private final Map<String, Node> groups = new HashMap<>();
    private long characters;

    /// @param scratch for elements that are not in the file as they are
    Hdf5Tree(MappedFile mapped, Hdf5File file, Scratch scratch) {
        this.mapped = mapped;
        this.file = file;
        this.scratch = scratch;
        entered.add(file.rootAddress());
        enter("", file.root(), 0);
        datasets.sort(Comparator.comparingLong(Stored::address).thenComparing(Stored::path));
    }

    /// In the order in which they were written.
    List<Stored> datasets() {
        return datasets;
    }

    /// The text of a group's attribute; none where there is no such group or attribute.
    ///
    /// @param path of the group; empty for the root
    List<String> texts(String path, String attribute) {
        Node group = groups.get(path);
        return group == null ? List.of() : group.texts(attribute);
    }

    /// The text of an attribute that Keras spread over several, `name0`, `name1` and so on, where it is long.
    List<String> longTexts(String path, String attribute) {
        List<String> whole = texts(path, attribute);
        if (!whole.isEmpty()) {
            return whole;
        }
        List<String> all = new ArrayList<>();
        for (int part = 0; ; part++) {
            List<String> next = texts(path, attribute + part);
            if (next.isEmpty()) {
                return all;
            }
            all.addAll(next);
        }
    }

    private void enter(String path, Node group, int depth) {
        if (depth > DEEPEST || groups.size() >= MOST_GROUPS) {
            throw mapped.broken(
                    "has more than " + MOST_GROUPS + " groups, or " + DEEPEST + " within each other; refused");
        }
        groups.put(path, group);
        for (Link link : group.links()) {
            String name = path.isEmpty() ? link.name() : path + "/" + link.name();
            characters += name.length();
            if (name.length() > LONGEST_PATH || characters > MOST_CHARACTERS) {
                throw mapped.broken("has a name longer than " + LONGEST_PATH + " characters, or names of more than "
                        + MOST_CHARACTERS + " together; refused: " + name.substring(0, Math.min(40, name.length())));
            }
            switch (link.kind()) {
                case HARD -> hard(name, link, depth);
                case ELSEWHERE ->
                    throw mapped.broken("has a link from " + name + " into another file (" + link.target()
                            + "), which is not opened; copy it into one file first (h5repack, or h5py's copy)");
                case SOFT -> {
                    // Another name for something that has one.
                }
            }
        }
    }

    private void hard(String path, Link link, int depth) {
        Tensor known = read.get(link.address());
        if (known != null) {
            add(path, link, known.renamed(path));
            return;
        }
        if (entered.contains(link.address())) {
            return;
        }
        Node node = file.node(link);
        if (node.isGroup()) {
            entered.add(link.address());
            enter(path, node, depth + 1);
            return;
        }
        Dataset dataset = node.dataset();
        if (dataset != null) {
            Tensor tensor = tensor(path, node, dataset);
            read.put(link.address(), tensor);
            add(path, link, tensor);
        }
    }

    private void add(String path, Link link, Tensor tensor) {
        datasets.add(new Stored(path, link.address(), tensor));
        if (datasets.size() > MOST_DATASETS) {
            throw mapped.broken("has more than " + MOST_DATASETS + " data sets; refused");
        }
    }

    private Tensor tensor(String path, Node node, Dataset dataset) {
        DType dtype = dataset.dtype();
        String unread = dataset.unread();
        if (dataset.mayBeBfloat16() && unread == null) {
            // Keras notes the type that NumPy does not know.
            boolean isOne = node.texts("dtype").equals(List.of("bfloat16"));
            dtype = isOne ? DType.BF16 : DType.OTHER;
            unread = isOne ? null : "holds opaque elements of 2 bytes";
        }
        if (unread != null) {
            return without(path, dtype, dataset, Meaning.Use.PART, unread);
        }
        String missing = dataset.missing();
        return missing == null
                ? Tensor.of(path, dtype, dataset.shape(), dataset.elements(scratch))
                : without(path, dtype, dataset, Meaning.Use.MISSING, missing);
    }

    /// A data set that is listed, with the reason why that is all.
    private static Tensor without(String path, DType dtype, Dataset dataset, Meaning.Use use, String reason) {
        Meaning why = Meaning.UNKNOWN.used(use).noted(reason);
        Meaning meaning = dtype == DType.OTHER ? why : why.encoded(dtype.name());
        return Tensor.of(path, DType.OTHER, dataset.shape(), MemorySegment.NULL).meaning(meaning);
    }
}
