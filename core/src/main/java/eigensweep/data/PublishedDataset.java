package eigensweep.data;

import eigensweep.files.Cache;
import eigensweep.files.Suggestion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// Data sets of images that can be called by name once they lie in their place. They are never fetched: their makers'
/// terms are between them and the user.
public enum PublishedDataset {
    CIFAR10(
            "cifar10",
            "cifar-10-batches-bin",
            "https://www.cs.toronto.edu/~kriz/cifar.html",
            "cifar-10-binary.tar.gz, unpacked"),
    CIFAR100(
            "cifar100",
            "cifar-100-binary",
            "https://www.cs.toronto.edu/~kriz/cifar.html",
            "cifar-100-binary.tar.gz, unpacked"),
    MNIST("mnist", "mnist", "https://ossci-datasets.s3.amazonaws.com/mnist/", "the four -ubyte.gz files"),
    FASHION_MNIST(
            "fashion-mnist",
            "fashion-mnist",
            "https://github.com/zalandoresearch/fashion-mnist",
            "the four -ubyte.gz files"),
    KMNIST("kmnist", "kmnist", "https://github.com/rois-codh/kmnist", "the four -ubyte.gz files of Kuzushiji-MNIST");

    /// The data set that comes with the lab.
    public static final String DIGITS = "digits";

    private final String title;
    private final String folder;
    private final String page;
    private final String what;

    PublishedDataset(String title, String folder, String page, String what) {
        this.title = title;
        this.folder = folder;
        this.page = page;
        this.what = what;
    }

    /// Where its makers offer it.
    public String page() {
        return page;
    }

    /// Where images lie that a user calls so: a file or folder, or the place of a published set; empty for
    /// [#DIGITS], unless something of that name is there.
    ///
    /// @throws DataException if there is no such thing; the message says what there is, or how to get it
    public static Optional<Path> placeOf(String name) {
        Path path = Path.of(name);
        if (Files.exists(path)) {
            return Optional.of(path);
        }
        if (name.equals(DIGITS)) {
            return Optional.empty();
        }
        for (PublishedDataset set : values()) {
            if (set.title.equals(name.toLowerCase(Locale.ROOT))) {
                return Optional.of(set.locate(Cache.folder().resolve("datasets")));
            }
        }
        List<String> known = Stream.concat(
                        Stream.of(DIGITS), Arrays.stream(values()).map(set -> set.title))
                .toList();
        throw new DataException(
                name,
                "no such file or folder, and no data set of that name; known are " + String.join(", ", known)
                        + Suggestion.after(name, known));
    }

    /// Its folder.
    ///
    /// @param datasets the folder of data sets
    /// @throws DataException if it is not there; the message says how to change that
    public Path locate(Path datasets) {
        Path place = datasets.resolve(folder);
        if (!Files.isDirectory(place)) {
            throw new DataException(
                    title,
                    "is not on this machine and is not fetched for you: get " + what + ", from " + page
                            + " and put it at " + place);
        }
        return place;
    }
}
