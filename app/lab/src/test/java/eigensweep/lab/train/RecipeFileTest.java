package eigensweep.lab.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eigensweep.lab.network.ModelSpec;
import eigensweep.table.RecipeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Recipes as people write them.
class RecipeFileTest {

    @TempDir
    private Path folder;

    private Recipe read(String text) throws IOException {
        return RecipeFile.read(Files.writeString(folder.resolve("r.yaml"), text));
    }

    @Test
    void whatIsNamedIsTakenAndTheRestHasDefaults() throws IOException {
        Recipe recipe = read("""
                model: {name: resnet18, dropout: 0.3}
                optimizer:
                  name: sgd
                  weight_decay: 5e-4
                data: {name: cifar10, test: test, ood: [clipart, sketch]}
                epochs: 3
                """);
        assertThat(recipe.model()).isEqualTo(new ModelSpec.ResNet18(ModelSpec.Stem.CIFAR, 0.3, null));
        assertThat(recipe.optimizer()).isEqualTo(new Optimizer.Rule.Sgd(0.9, 5e-4));
        assertThat(recipe.data().ood()).containsExactly("clipart", "sketch");
        assertThat(recipe.length().epochs()).isEqualTo(3);
        assertThat(recipe.length().batch()).isEqualTo(64);
        assertThat(recipe.hessian()).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            epochs: 3\\nmodell: {}                          | line 2: unknown key modell; known here are augmentation
            model:\\n  name: mlp\\n  droput: 0.1             | line 3: unknown key droput; known here are activation
            model: {name: vgg}                             | line 1: name is one of mlp, cnn, resnet18, resnet50, not 'vgg'
            seed: 1\\n\\nbatch: many                         | line 3: batch is a whole number, not 'many'
            epochs: 1\\nmodel:\\n  dropout: 1.5              | line 2: a dropout rate of 1.5
            optimizer: {name: sgd, beta1: 0.9}             | line 1: unknown key beta1
            epochs: 1\\nepochs: 2                           | line 2, column 7: epochs is given twice
            model: mlp                                     | line 1: model is a mapping
            epochs: [                                      | line 1, column
            epochs: 1\\nbatch                              | line 2, column 6: a key without a colon
            data: {name: digits\\nepochs: 1               | line 2, column 7: a comma, or the bracket that closes
            data:\\n    name: digits\\n  test: 1          | line 3, column 3: the indentation is neither
            name: a: b                                     | line 1, column 8: a second colon
            optimizer: {name: adamv}                       | not 'adamv'; did you mean adamw?
            epoch: 1                                       | did you mean epochs?
            epochs: 1\\naugmentation: cutout               | line 2: no augmentation is called 'cutout'
            epochs: 1\\nmixup: 0                           | line 2: an alpha of 0.0: it is a number above 0
            epochs: 1\\nmixup: Infinity                    | line 2: an alpha of Infinity
            seed: 1\\ndata: {ood: [test+cutout]}           | line 2: no augmentation is called 'cutout'
            """)
    void whatIsWrongIsToldWithItsLine(String text, String message) {
        assertThatThrownBy(() -> read(text.replace("\\n", "\n")))
                .isInstanceOf(RecipeException.class)
                .hasMessageContaining("r.yaml")
                .hasMessageContaining(message)
                .hasMessageNotContaining("\n");
    }
}
