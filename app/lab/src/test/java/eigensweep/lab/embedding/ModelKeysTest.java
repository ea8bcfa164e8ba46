package eigensweep.lab.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import eigensweep.lab.images.ImageShape;
import eigensweep.lab.images.Normalisation;
import eigensweep.lab.images.Preprocessing;
import eigensweep.lab.images.Resampling;
import eigensweep.testing.Changed;
import eigensweep.testing.Floors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the key of kept vectors is made of: what a model's files hold, wherever they lie, and each of its options.
class ModelKeysTest {

    @TempDir
    private Path folder;

    private Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    private List<EmbeddingModel<?>> models() throws IOException {
        Path model = file("model", "weights");
        Preprocessing preprocessing = new Preprocessing(
                32, 24, Resampling.BILINEAR, new Normalisation(new float[] {0.5f}, new float[] {0.5f}));
        return List.of(
                SentenceModel.of(model, file("tokenizer.json", "{}")),
                new OnnxImageModel(model, preprocessing),
                new TorchScriptImageModel(model, preprocessing),
                new PixelModel(new ImageShape(1, 8, 8)));
    }

    @Test
    void noTwoModelsHaveOne() throws IOException {
        assertThat(models()).extracting(EmbeddingModel::identity).doesNotHaveDuplicates();
    }

    /// One that comes is among the tested ones. (Their interface is not sealed: that would name [PixelModel] in its
    /// key.)
    @Test
    void everyModelIsTried() throws IOException {
        List<String> all = Floors.of(EmbeddingModel.class).classes().stream()
                .filter(type -> type.isAssignableTo(EmbeddingModel.class) && !type.isInterface())
                .map(JavaClass::getName)
                .toList();
        assertThat(models()).extracting(model -> model.getClass().getName()).containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void anEqualModelHasTheSameKey() throws IOException {
        for (EmbeddingModel<?> model : models()) {
            assertThat(((EmbeddingModel<?>) Changed.copy((Record) model)).identity())
                    .isEqualTo(model.identity());
        }
    }

    @Test
    void anOptionDecidesAndThePlaceOfAFileDoesNot() throws IOException {
        List<EmbeddingModel<?>> models = models();
        for (EmbeddingModel<?> model : models) {
            for (Changed changed : Changed.all((Record) model)) {
                // A file at another place, with what is in the model's own.
                String own = changed.component().equals("tokenizer") ? "{}" : "weights";
                file("other", own);
                String identity = ((EmbeddingModel<?>) changed.record()).identity();
                assertThat(identity.equals(model.identity()))
                        .as(model + ": " + changed.component())
                        .isNotEqualTo(changed.decides());
                file("other", "others");
                if (!changed.decides()) {
                    assertThat(((EmbeddingModel<?>) changed.record()).identity())
                            .isNotEqualTo(model.identity());
                }
            }
        }
    }
}
