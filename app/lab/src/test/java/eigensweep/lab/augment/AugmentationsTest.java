package eigensweep.lab.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eigensweep.lab.images.Image;
import eigensweep.lab.images.ImageShape;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Names, seeds, and what holds for every augmentation.
class AugmentationsTest {

    @Test
    void namesAreThoseThatStudiesUse() {
        assertThat(Augmentations.names())
                .containsExactly(
                        "autoaugment-cifar10",
                        "autoaugment-imagenet",
                        "randaugment",
                        "trivialaugment",
                        "augmix",
                        "noise-0.1",
                        "noise-0.3",
                        "noise-0.5",
                        "hflip",
                        "vflip",
                        "elastic",
                        "auto-v1",
                        "auto-v2",
                        "auto-v3");
    }

    @Test
    void thePapersThreeCombinationsAreChainsOfTheirParts() {
        assertThat(Augmentations.named("auto-v1")).isEqualTo(Augmentations.named("autoaugment-imagenet+noise-0.5"));
        assertThat(Augmentations.named("auto-v2"))
                .isEqualTo(Augmentations.named("autoaugment-imagenet+noise-0.5+hflip+vflip"));
        assertThat(Augmentations.named("auto-v3"))
                .isEqualTo(Augmentations.named("autoaugment-imagenet + noise-0.5 + elastic"));
    }

    @Test
    void anUnknownNameIsRefusedWithTheNamesThereAre() {
        for (String name : List.of("cutout", "hflip+", "", "hflip++vflip")) {
            assertThatThrownBy(() -> Augmentations.named(name))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("trivialaugment");
        }
    }

    @ParameterizedTest
    @MethodSource("eigensweep.lab.augment.Augmentations#names")
    void keepsTheShapeAndDependsOnTheSeedOnly(String name) {
        Augmentation augmentation = Augmentations.named(name);
        for (String picture : List.of("grey8", "tall20", "rgb224")) {
            Image image = Recordings.picture(picture);
            byte[] before = image.pixels().clone();
            Set<List<Byte>> different = new HashSet<>();
            for (int epoch = 0; epoch < 8; epoch++) {
                Image first = augmentation.apply(image, Augmentations.random(1, epoch, 4));
                Image second = augmentation.apply(image, Augmentations.random(1, epoch, 4));
                assertThat(first.shape()).isEqualTo(image.shape());
                assertThat(first.pixels()).isEqualTo(second.pixels());
                different.add(List.of(first.pixels()[0], first.pixels()[17], first.pixels()[35], first.pixels()[60]));
            }
            assertThat(image.pixels()).isEqualTo(before);
            assertThat(different).hasSizeGreaterThan(1);
        }
    }

    @ParameterizedTest
    @MethodSource("eigensweep.lab.augment.Augmentations#names")
    void worksOnImagesOfOnePixelAndOfOneRow(String name) {
        Augmentation augmentation = Augmentations.named(name);
        for (ImageShape shape : List.of(new ImageShape(1, 1, 1), new ImageShape(3, 1, 7), new ImageShape(3, 2, 1))) {
            Image image = new Image(shape, 16, new byte[shape.size()]);
            for (int index = 0; index < 40; index++) {
                assertThat(augmentation
                                .apply(image, Augmentations.random(0, 0, index))
                                .shape())
                        .isEqualTo(shape);
            }
        }
    }

    @Test
    void neighboursInSeedEpochAndIndexHaveNumbersOfTheirOwn() {
        Set<Long> firsts = new HashSet<>();
        for (int seed = 0; seed < 10; seed++) {
            for (int epoch = 0; epoch < 10; epoch++) {
                for (int index = 0; index < 100; index++) {
                    firsts.add(Augmentations.random(seed, epoch, index).nextLong());
                }
            }
        }
        assertThat(firsts).hasSize(10_000);
    }

    /// `255 v / 16`, rounded: 0, 16, 32, 48, 64, ..., 255.
    @Test
    void otherIntensitiesAreScaledTo255() {
        byte[] all = new byte[17];
        for (int value = 0; value < all.length; value++) {
            all[value] = (byte) value;
        }
        Image full = Levels.full(new Image(new ImageShape(1, 1, 17), 16, all));
        assertThat(full.maxval()).isEqualTo(255);
        for (int value = 0; value < all.length; value++) {
            assertThat(full.at(0, 0, value)).isEqualTo((int) Math.floor(255.0 * value / 16 + 0.5));
        }
    }
}
