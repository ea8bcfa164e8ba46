package eigensweep.lab.images;

import eigensweep.data.DataException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/// MD5 sums of data sets as they were published: CIFAR's page (cs.toronto.edu/~kriz/cifar.html) lists those of its
/// archives, torchvision 0.21 (`datasets/mnist.py`) those of MNIST, Fashion-MNIST and KMNIST, which share their names.
final class PublishedFiles {

    private static final Map<String, Map<String, String>> MD5 = Map.of(
            "cifar-10-binary.tar.gz", Map.of("c32a1d4ab5d03f1284b67883e8d87530", "CIFAR-10"),
            "cifar-100-binary.tar.gz", Map.of("03b5dce01913d631647c71ecec9e9cb8", "CIFAR-100"),
            "train-images-idx3-ubyte.gz",
                    Map.of(
                            "f68b3c2dcbeaaa9fbdd348bbdeb94873", "MNIST",
                            "8d4fb7e6c68d591d4c3dfef9ec88bf0d", "Fashion-MNIST",
                            "bdb82020997e1d708af4cf47b453dcf7", "KMNIST"),
            "train-labels-idx1-ubyte.gz",
                    Map.of(
                            "d53e105ee54ea40749a09fcbcd1e9432", "MNIST",
                            "25c81989df183df01b3e8a0aad5dffbe", "Fashion-MNIST",
                            "e144d726b3acfaa3e44228e80efcd344", "KMNIST"),
            "t10k-images-idx3-ubyte.gz",
                    Map.of(
                            "9fb629c4189551a2d022fa330f9573f3", "MNIST",
                            "bef4ecab320f06d8554ea6380940ec79", "Fashion-MNIST",
                            "5c965bf0a639b31b8f53240b1b52f4d7", "KMNIST"),
            "t10k-labels-idx1-ubyte.gz",
                    Map.of(
                            "ec29112dd5afa0611ce80d1b7f02629c", "MNIST",
                            "bb300cfdad3c16e7a12a480ee83cd310", "Fashion-MNIST",
                            "7320c461ea6c1c855c0b718fb2a4b134", "KMNIST"));

    private PublishedFiles() {}

    /// Compares a file that is called like a published one with what was published.
    ///
    /// @return what to tell people if it is another; nothing if it is the same, or is called otherwise
    static Optional<String> check(Path file) {
        Map<String, String> published = MD5.get(file.getFileName().toString());
        if (published == null) {
            return Optional.empty();
        }
        String md5 = md5(file);
        return published.containsKey(md5)
                ? Optional.empty()
                : Optional.of(file + ": MD5 " + md5 + " is not that of "
                        + String.join(
                                " or ", published.values().stream().sorted().toList())
                        + " as published; unless it is data of your own, fetch it again");
    }

    private static String md5(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("MD5");
            new DigestInputStream(in, digest).transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw DataException.unreadable(file, e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }
}
