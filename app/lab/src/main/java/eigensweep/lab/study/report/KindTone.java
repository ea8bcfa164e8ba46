package eigensweep.lab.study.report;

import eigensweep.figure.Tone;
import eigensweep.findings.Treatment.Kind;

/// How a category of treatments is drawn, everywhere.
final class KindTone {

    private KindTone() {}

    static Tone of(Kind kind) {
        return switch (kind) {
            case BASELINE -> Tone.BASELINE;
            case DROPOUT -> Tone.DROPOUT;
            case WEIGHT_DECAY -> Tone.DECAY;
            case DIVERSITY -> Tone.DIVERSITY;
            case COMBINED -> Tone.COMBINED;
        };
    }
}
