package eigensweep.sweep;

import eigensweep.testing.Golden;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Model files that people published, and what their formats' own Python libraries and NumPy say of them
/// (`scripts/references/zoo.py`). They are not in the checkout: `scripts/zoo` fetches them, and
/// `-Deigensweep.zoo=FOLDER` names where they are.
final class Zoo {

    private Zoo() {}

    /// A file.
    ///
    /// @param name what it is called in the folder
    /// @param isAlways whether every build reads it, not only a run of the whole zoo
    /// @param refused the format that its refusal names; empty if it is read
    /// @param arrays how many arrays with at least two axes longer than 1 it has
    /// @param spectra how many of the spectra that they make are certain
    record Model(String name, boolean isAlways, String refused, int arrays, int spectra) {

        static Model of(String line) {
            String[] cells = line.split(",", -1);
            return new Model(cells[0], cells[6].equals("always"), cells[7], count(cells[8]), count(cells[9]));
        }

        private static int count(String cell) {
            return cell.isEmpty() ? 0 : Integer.parseInt(cell);
        }

        Path path() {
            return folder().resolve(name);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /// The spectrum of one weight.
    ///
    /// @param tensor the array's name in the file
    /// @param norm the sum of the eigenvalues
    record Reference(String tensor, int numEvals, double norm, double lambdaMax) {

        static Reference of(String line) {
            String[] cells = line.split(",", -1);
            return new Reference(
                    cells[1], Integer.parseInt(cells[2]), Double.parseDouble(cells[3]), Double.parseDouble(cells[4]));
        }
    }

    /// All files of the zoo.
    static List<Model> models() {
        return lines("files.csv").map(Model::of).toList();
    }

    /// What is recorded of a file.
    static List<Reference> references(Model model) {
        return lines("layers.csv")
                .filter(line -> line.startsWith(model.name() + ","))
                .map(Reference::of)
                .toList();
    }

    private static Path folder() {
        return Path.of(System.getProperty("eigensweep.zoo", "no-zoo"));
    }

    private static Stream<String> lines(String table) {
        try {
            return Files.readAllLines(Golden.file("zoo/" + table)).stream().skip(1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
