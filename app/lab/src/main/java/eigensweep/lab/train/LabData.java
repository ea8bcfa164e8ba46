package eigensweep.lab.train;

import eigensweep.files.FileHash;
import java.nio.charset.StandardCharsets;
import java.util.SequencedMap;

/// What one training sees.
///
/// @param train what it is trained on
/// @param test what it is tested on, of the same distribution
/// @param ood other distributions with the same classes, by name
public record LabData(ImageSet train, ImageSet test, SequencedMap<String, ImageSet> ood) {

    /// The SHA-256 of all images and their classes, in hexadecimal: wherever the data lie, it is the same.
    String sha256() {
        return FileHash.sha256(digest -> {
            digest.update(String.join("\n", train.labels().classes()).getBytes(StandardCharsets.UTF_8));
            train.digest(digest);
            test.digest(digest);
            ood.values().forEach(set -> set.digest(digest));
        });
    }

    public int classes() {
        return train.labels().classes().size();
    }
}
