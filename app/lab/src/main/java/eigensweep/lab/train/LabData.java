package eigensweep.lab.train;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SequencedMap;

/// What one training sees.
///
/// @param train what it is trained on
/// @param test what it is tested on, of the same distribution
/// @param ood other distributions with the same classes, by name
public record LabData(ImageSet train, ImageSet test, SequencedMap<String, ImageSet> ood) {

    /// The SHA-256 of all images and their classes, in hexadecimal: wherever the data lie, it is the same.
    String sha256() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(String.join("\n", train.labels().classes()).getBytes(StandardCharsets.UTF_8));
            train.digest(digest);
            test.digest(digest);
            ood.values().forEach(set -> set.digest(digest));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    public int classes() {
        return train.labels().classes().size();
    }
}
