package eigensweep.lab.train;

import java.util.SplittableRandom;

/// Images in CIFAR-10's binary format that nobody photographed.
public final class GeneratedCifar {

    private static final int RECORD = 3073;

    private GeneratedCifar() {}

    /// Noise around a colour that belongs to the class.
    public static byte[] images(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] bytes = new byte[count * RECORD];
        for (int i = 0; i < count; i++) {
            int label = random.nextInt(10);
            bytes[i * RECORD] = (byte) label;
            for (int k = 0; k < RECORD - 1; k++) {
                int colour = 25 * ((label + 3 * (k / 1024)) % 10);
                bytes[i * RECORD + 1 + k] = (byte) Math.clamp(colour + random.nextInt(-40, 41), 0, 255);
            }
        }
        return bytes;
    }
}
