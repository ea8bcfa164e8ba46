package eigensweep.lab.study;

/// A study of seconds.
public final class Studies {

    /// Four treatments and the baseline, two seeds: ten trials.
    public static final String TINY = """
            name: tiny
            models:
              mlp: {name: mlp, hidden: [16, 12]}
            data:
              digits: {name: digits, ood: [test+noise-0.3]}
            training:
              schedule: {learning_rate: 0.05}
              epochs: 2
              batch: 100
              hessian: {every: 10, probes: 2, images: 100, window: 3}
            treatments:
              dropout: [0.3]
              weight_decay: [5e-3]
              augmentation: [noise-0.3]
              combined: {dropout: [0.3], augmentation: [noise-0.3]}
            seeds: [1, 2]
            hessian_of: [baseline, dropout-0.3]
            vendi: {images: 200}
            """;

    private Studies() {}
}
