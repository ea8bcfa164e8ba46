package eigensweep.lab.images;

import eigensweep.data.DataException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// Data sets that can be called by name once they lie in their place. They are never fetched: their makers' terms are
/// between them and the user.
enum PublishedDataset {
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
    String page() {
        return page;
    }

    static Optional<PublishedDataset> find(String name) {
        return Arrays.stream(values())
                .filter(set -> set.title.equals(name.toLowerCase(Locale.ROOT)))
                .findFirst();
    }

    static String names() {
        return Arrays.stream(values()).map(set -> set.title).collect(Collectors.joining(", "));
    }

    /// Its folder.
    ///
    /// @param datasets the folder of data sets
    /// @throws DataException if it is not there; the message says how to change that
    Path locate(Path datasets) {
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
