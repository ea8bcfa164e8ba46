package eigensweep.train;

import java.util.SequencedMap;

/// What one training sees.
///
/// @param train what it is trained on
/// @param test what it is tested on, of the same distribution
/// @param ood other distributions with the same classes, by name
record LabData(ImageSet train, ImageSet test, SequencedMap<String, ImageSet> ood) {

    int classes() {
        return train.labels().classes().size();
    }
}
