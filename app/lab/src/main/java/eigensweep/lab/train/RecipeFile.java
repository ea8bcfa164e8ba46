package eigensweep.lab.train;

import eigensweep.lab.network.ModelSpec;
import eigensweep.table.RecipeException;
import eigensweep.table.Yaml;
import eigensweep.table.YamlSource;
import java.io.IOException;
import java.nio.file.Path;

/// Reads recipes; `docs/lab.md` lists the keys.
public final class RecipeFile {

    private RecipeFile() {}

    /// Reads a recipe.
    ///
    /// @throws RecipeException if it is no YAML, a key is unknown, or a value impossible; the message has the
    ///     line
    public static Recipe read(Path file) throws IOException {
        return parse(file.toString(), YamlSource.text(file));
    }

    /// Reads a recipe from a text.
    ///
    /// @param file what people call it
    /// @throws RecipeException likewise
    public static Recipe parse(String file, String text) {
        return YamlSource.parse(file, text).make(RecipeFile::recipe);
    }

    private static Recipe recipe(Yaml root) {
        root.check("augmentation", () -> Augmenting.of(root.get("augmentation", String.class)));
        root.check("mixup", () -> Recipe.checkMixup(root.get("mixup", Double.class)));
        return root.read(Recipe.usual(root.section("model").make(ModelSpec::read)));
    }
}
