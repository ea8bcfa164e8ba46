package eigensweep.lab.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eigensweep.data.DataException;
import eigensweep.data.PublishedDataset;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files are told apart by their content, folders by what they hold; what lies is refused in one line.
class ImageDatasetsTest {

    @TempDir
    private Path folder;

    private Path write(String name, byte[] bytes) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        return Files.write(file, bytes);
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    private static ImageDataset open(Path path) {
        return ImageDatasets.open(path, null);
    }

    private static Labels labels(ImageDataset dataset) {
        return Objects.requireNonNull(dataset.labels());
    }

    @Nested
    class TheDigitsInTheBox {

        @Test
        void areThoseOfUci() {
            ImageDataset digits = ImageDatasets.open("digits", null);
            assertThat(digits.count()).isEqualTo(1797);
            assertThat(digits.shape()).isEqualTo(new ImageShape(1, 8, 8));
            // Counts of each class: NumPy's bincount of golden/hessian/digits_y.npy.
            int[] counts = new int[10];
            Arrays.stream(labels(digits).of()).forEach(label -> counts[label]++);
            assertThat(counts).containsExactly(178, 182, 177, 183, 181, 182, 181, 179, 174, 180);
            // The first row of the first image, as every tutorial on them prints it: 0 0 5 13 9 1 0 0.
            float[] values = new float[64];
            Normalisation.UNIT.apply(digits.image(0), values, 0);
            assertThat(Arrays.copyOf(values, 8)).containsExactly(0, 0, 5 / 16f, 13 / 16f, 9 / 16f, 1 / 16f, 0, 0);
        }

        @Test
        void areNotSplit() {
            assertThat(ImageDatasets.open("digits", "all").count()).isEqualTo(1797);
            assertThatThrownBy(() -> ImageDatasets.open("digits", "nowhere"))
                    .isInstanceOf(DataException.class)
                    .hasMessage("digits: has no split nowhere; it has all");
        }
    }

    @Nested
    class CifarFiles {

        @Test
        void ofTenClasses() throws IOException {
            write("c/data_batch_1.bin", Images.cifar(1, 10, 12));
            write("c/data_batch_2.bin", Images.cifar(1, 10, 3));
            write("c/test_batch.bin", Images.cifar(1, 10, 4));
            ImageDataset train = open(folder.resolve("c"));
            assertThat(train.count()).isEqualTo(15);
            assertThat(train.format()).isEqualTo("CIFAR-10 binary");
            assertThat(train.className(11)).contains("automobile");
            assertThat(train.image(13).at(2, 31, 31)).isEqualTo((7 + 3071) % 256);
            assertThat(train.imageName(13)).endsWith("data_batch_2.bin, image 1");
            assertThat(ImageDatasets.open(folder.resolve("c"), "test").count()).isEqualTo(4);
        }

        @Test
        void ofAHundredClassesHaveTheirFineLabels() throws IOException {
            ImageDataset dataset = open(write("train.bin", Images.cifar(2, 100, 101)));
            assertThat(dataset.format()).isEqualTo("CIFAR-100 binary");
            assertThat(labels(dataset).of()[99]).isEqualTo(99);
        }

        @Test
        void cutOff() throws IOException {
            byte[] whole = Images.cifar(1, 10, 3);
            write("data_batch_1.bin", Arrays.copyOf(whole, whole.length - 1));
            assertThatThrownBy(() -> open(folder))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("data_batch_1.bin: is cut off, or not CIFAR-10 binary: 9218 bytes");
        }

        @Test
        void withALabelOutOfRange() throws IOException {
            byte[] bytes = Images.cifar(1, 10, 3);
            bytes[3073] = (byte) 200;
            Path file = write("data_batch_1.bin", bytes);
            assertThatThrownBy(() -> open(folder))
                    .hasMessage(file + ": image 1 has label 200; CIFAR-10 binary has 0 to 9, so this is another format,"
                            + " or damaged");
        }

        @Test
        void withAClassNamedTwice() throws IOException {
            write("data_batch_1.bin", Images.cifar(1, 10, 3));
            Path names = folder.resolve("batches.meta.txt");
            Files.writeString(names, "a\nb\nc\nd\ne\nf\ng\nh\na\nj\n");
            assertThatThrownBy(() -> open(folder))
                    .hasMessage(names + ": class a is named twice; give each class a name of its own");
        }

        @Test
        void asPicklesOrArchives() throws IOException {
            write("cifar-10-batches-py/data_batch_1", new byte[] {1});
            assertThatThrownBy(() -> open(folder.resolve("cifar-10-batches-py")))
                    .hasMessageContaining("holds the Python version of CIFAR, which is pickled; fetch the binary");
            Path archive = write("cifar-10-binary.tar.gz", gzip(new byte[100]));
            assertThatThrownBy(() -> open(archive))
                    .hasMessageContaining("is an archive; unpack it and name the folder")
                    .hasMessageContaining("is not that of CIFAR-10 as published");
        }
    }

    @Nested
    class IdxFiles {

        @Test
        void inAFolderGzippedOrNot() throws IOException {
            write("train-images-idx3-ubyte", Images.idx(20, 4, 5));
            write("train-labels-idx1-ubyte", Images.idx(20));
            write("t10k-images-idx3-ubyte.gz", gzip(Images.idx(10, 4, 5)));
            write("t10k-labels-idx1-ubyte.gz", gzip(Images.idx(10)));
            ImageDataset train = open(folder);
            assertThat(train.shape()).isEqualTo(new ImageShape(1, 4, 5));
            assertThat(train.className(13)).contains("3");
            assertThat(train.image(1).at(0, 0, 3)).isEqualTo(3);
            assertThat(train.notices()).isEmpty();
            ImageDataset test = ImageDatasets.open(folder, "test");
            assertThat(test.count()).isEqualTo(10);
            assertThat(test.notices())
                    .hasSize(2)
                    .allMatch(
                            notice -> notice.contains("is not that of Fashion-MNIST or KMNIST or MNIST as published"));
        }

        @Test
        void withMoreLabelsThanImages() throws IOException {
            write("train-images-idx3-ubyte", Images.idx(20, 2, 2));
            write("train-labels-idx1-ubyte", Images.idx(21));
            assertThatThrownBy(() -> open(folder))
                    .hasMessageEndingWith("has 20 images but 21 labels; one of them is cut off");
        }

        @Test
        void thatClaimMoreThanIsThere() throws IOException {
            byte[] bytes = Images.idx(2, 2, 2);
            ByteBuffer.wrap(bytes).putInt(4, 0x7fffffff).putInt(8, 0x7fffffff).putInt(12, 0x7fffffff);
            Path plain = write("a-images-idx3-ubyte", bytes);
            assertThatThrownBy(() -> open(plain)).hasMessageContaining("claims").hasMessageContaining("more than any");
            ByteBuffer.wrap(bytes).putInt(4, 1_000_000_000).putInt(8, 2).putInt(12, 2);
            Path packed = write("b-images-idx3-ubyte.gz", gzip(bytes));
            assertThatThrownBy(() -> open(packed))
                    .hasMessage(
                            packed + ": is cut off: 1000000000 x 2 x 2 takes 4000000000 bytes, 8 are there; fetch it"
                                    + " again");
        }

        @Test
        void thatAreNone() throws IOException {
            assertThatThrownBy(() -> open(write("labels-idx1-ubyte", Images.idx(7))))
                    .hasMessageContaining("no images but labels");
            byte[] whole = gzip(Images.idx(50, 8, 8));
            assertThatThrownBy(() -> open(write("x.gz", Arrays.copyOf(whole, whole.length / 2))))
                    .hasMessageEndingWith("is cut off; fetch it again");
            byte[] floats = Images.idx(2, 2, 2);
            floats[2] = 0x0d;
            assertThatThrownBy(() -> open(write("floats", floats))).hasMessageContaining("elements of type 0x0d");
        }
    }

    @Nested
    class Folders {

        @Test
        void ofClasses() {
            Images.png(folder.resolve("cat/1.png"), 4, 6, 1);
            Images.png(folder.resolve("ant/deep/2.png"), 5, 5, 2);
            Images.png(folder.resolve("cat/.hidden.png"), 5, 5, 2);
            ImageDataset dataset = open(folder);
            assertThat(labels(dataset).classes()).containsExactly("ant", "cat");
            assertThat(labels(dataset).of()).containsExactly(0, 1);
            assertThat(dataset.image(1).shape()).isEqualTo(new ImageShape(3, 4, 6));
            assertThat(dataset.imageName(0)).endsWith("ant/deep/2.png");
        }

        @Test
        void withoutClasses() {
            Images.png(folder.resolve("b.png"), 4, 4, 1);
            Images.png(folder.resolve("a.png"), 4, 4, 2);
            assertThat(open(folder).labels()).isNull();
            assertThat(open(folder).imageName(0)).endsWith("a.png");
        }

        @Test
        void ofDomainsShareTheirClasses() {
            Images.png(folder.resolve("photo/dog/1.png"), 4, 4, 1);
            Images.png(folder.resolve("sketch/cat/1.png"), 4, 4, 2);
            Images.png(folder.resolve("sketch/dog/1.png"), 4, 4, 3);
            assertThat(labels(ImageDatasets.open(folder, "photo")).of()).containsExactly(1);
            assertThat(labels(ImageDatasets.open(folder, "sketch")).classes()).containsExactly("cat", "dog");
            assertThatThrownBy(() -> open(folder))
                    .hasMessage(folder + ": has the splits photo, sketch, and none is called train: name one");
            assertThatThrownBy(() -> ImageDatasets.open(folder, "art"))
                    .hasMessage(folder + ": has no split art; it has photo, sketch");
        }

        @Test
        void ofTrainAndTestWithoutClasses() {
            Images.png(folder.resolve("train/1.png"), 4, 4, 1);
            Images.png(folder.resolve("test/1.png"), 4, 4, 2);
            assertThat(open(folder).name()).endsWith("(train)");
            assertThat(open(folder).labels()).isNull();
        }

        @Test
        void thatMakeNoSense() throws IOException {
            assertThatThrownBy(() -> open(folder)).hasMessageContaining("holds no images (PNG, JPEG");
            Images.png(folder.resolve("Cat/1.png"), 4, 4, 1);
            Images.png(folder.resolve("cat/1.png"), 4, 4, 1);
            assertThatThrownBy(() -> open(folder)).hasMessageContaining("classes Cat and cat look the same");
            Images.png(folder.resolve("stray.png"), 4, 4, 1);
            assertThatThrownBy(() -> open(folder)).hasMessageContaining("and beside them (stray.png)");
            Path loop = Files.createSymbolicLink(folder.resolve("cat/loop"), folder);
            assertThatThrownBy(() -> open(folder))
                    .hasMessage(loop + ": is a symbolic link that leads back to a folder above it; remove it");
        }
    }

    @Nested
    class TablesOfPixels {

        @Test
        void withALabelThatTheHeaderNames() throws IOException {
            Path file = Files.writeString(folder.resolve("a.csv"), "p0,p1,p2,p3,label\n1,2,3,4,1\n5,6,7,255,0\n");
            ImageDataset dataset = open(file);
            assertThat(dataset.shape()).isEqualTo(new ImageShape(1, 2, 2));
            assertThat(labels(dataset).of()).containsExactly(1, 0);
            assertThat(dataset.image(1).at(0, 1, 1)).isEqualTo(255);
        }

        @Test
        void withoutAHeaderHaveTheLabelFirst() throws IOException {
            ImageDataset dataset = open(Files.writeString(folder.resolve("a.csv"), "9,1,2,3,4\n"));
            assertThat(labels(dataset).of()).containsExactly(9);
            assertThat(dataset.image(0).at(0, 0, 0)).isEqualTo(1);
        }

        @Test
        void thatAreBroken() throws IOException {
            Path file = Files.writeString(folder.resolve("a.csv"), "9,1,2,3,4\n9,1,2,3\n");
            assertThatThrownBy(() -> open(file)).hasMessage(file + ", line 2: 4 cells; the first line has 5");
            Files.writeString(file, "9,1,2,3,256\n");
            assertThatThrownBy(() -> open(file))
                    .hasMessage(file + ": line 1, column 5: 256 is no whole number from 0 to 255");
            Files.writeString(file, "1,2,3,4,5,6,7\n");
            assertThatThrownBy(() -> open(file)).hasMessageContaining("has 7 columns, which are no square image");
        }
    }

    @Test
    void aSetThatIsNotThereSaysWhereToGetItAndWhereToPutIt() {
        assertThatThrownBy(() -> PublishedDataset.CIFAR10.locate(folder))
                .hasMessage("cifar10: is not on this machine and is not fetched for you: get cifar-10-binary.tar.gz,"
                        + " unpacked, from https://www.cs.toronto.edu/~kriz/cifar.html and put it at "
                        + folder.resolve("cifar-10-batches-bin"));
        assertThatThrownBy(() -> ImageDatasets.open("imagenet21k", null))
                .hasMessage("imagenet21k: no such file or folder, and no data set of that name; known are digits,"
                        + " cifar10, cifar100, mnist, fashion-mnist, kmnist");
    }

    @Test
    void whatIsNoDataSetIsRefused() throws IOException {
        assertThatThrownBy(() -> open(write("a.bin", new byte[100]))).hasMessageContaining("is no image data set");
        assertThatThrownBy(() -> open(write("b.bin", new byte[0]))).isInstanceOf(DataException.class);
        assertThatThrownBy(() -> open(Images.png(folder.resolve("c.png"), 2, 2, 1)))
                .hasMessageEndingWith("is one image; name the folder it lies in");
        assertThatThrownBy(() -> open(folder.resolve("absent"))).hasMessageEndingWith("no such file or folder");
    }
}
