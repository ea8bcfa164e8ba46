package eigensweep.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eigensweep.data.ColumnChoice.Column;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Which columns are data, by their names and kinds.
class ColumnChoiceTest {

    private static ColumnChoice choice(Selection selection, Column... columns) {
        return ColumnChoice.of("t.csv", List.of(columns), selection, "labels");
    }

    private static Column column(String name, ColumnKind kind) {
        return new Column(name, kind);
    }

    private static ColumnChoice beside(String name, ColumnKind kind) {
        return choice(
                Selection.WHOLE,
                column(name, kind),
                column("d0", ColumnKind.NUMBERS),
                column("d1", ColumnKind.NUMBERS));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Unnamed: 0",
                "__index_level_0__",
                "index",
                "Index",
                "idx",
                "id",
                "ID",
                "row",
                "level_0",
                "uuid",
                "user_id",
                "imageId",
                "row_number"
            })
    void anIndexIsLeftOut(String name) {
        assertThat(beside(name, ColumnKind.WHOLE_NUMBERS).lines())
                .containsExactly("t.csv: 2 columns are taken (d0, d1); left out: " + name + " (an index)");
        assertThat(beside(name, ColumnKind.TEXT).taken()).containsExactly("d0", "d1");
    }

    @ParameterizedTest
    @CsvSource({"label,NUMBERS", "Class,TEXT", "target,WHOLE_NUMBERS", "y,WHOLE_NUMBERS", "labels,TEXT", "category,TEXT"
    })
    void labelsAreLeftOut(String name, ColumnKind kind) {
        assertThat(beside(name, kind).lines())
                .containsExactly("t.csv: 2 columns are taken (d0, d1); left out: " + name + " (labels)");
    }

    @ParameterizedTest
    @CsvSource({
        "split,bookkeeping",
        "fold,bookkeeping",
        "cv_fold,bookkeeping",
        "cluster,bookkeeping",
        "batch,bookkeeping",
        "batchNumber,bookkeeping",
        "epoch,bookkeeping",
        "group,bookkeeping",
        "sample,bookkeeping",
        "mask,bookkeeping",
        "random_seed,bookkeeping",
        "Year,bookkeeping",
        "is_train,bookkeeping",
        "timestamp,a time",
        "date,a time",
        "createdAt,a time",
        "species,labels",
        "cluster_label,labels"
    })
    void whatIsSurelyNoDimensionIsLeftOut(String name, String reason) {
        assertThat(beside(name, ColumnKind.WHOLE_NUMBERS).lines())
                .containsExactly("t.csv: 2 columns are taken (d0, d1); left out: " + name + " (" + reason + ")");
    }

    @ParameterizedTest
    @ValueSource(strings = {"n_clusters", "num_epochs", "steps", "cases", "valid", "batch_size", "heat", "grid"})
    void otherWholeNumbersAmongFractionsAreTakenAndNamed(String name) {
        assertThat(beside(name, ColumnKind.WHOLE_NUMBERS).lines())
                .containsExactly("t.csv: 3 columns are taken (" + name + ", d0, d1), of whole numbers " + name
                        + " (--drop leaves it out)");
    }

    @Test
    void whereAllNumbersAreWholeNoneIsNamed() {
        ColumnChoice choice =
                choice(Selection.WHOLE, column("a", ColumnKind.WHOLE_NUMBERS), column("b", ColumnKind.WHOLE_NUMBERS));
        assertThat(choice.lines()).containsExactly("t.csv: 2 columns are taken (a, b)");
    }

    @Test
    void textIsLeftOutAndNumbersAreNot() {
        assertThat(beside("review", ColumnKind.TEXT).leftOut()).containsExactly(Map.entry("review", "text"));
        assertThat(beside("valid", ColumnKind.WHOLE_NUMBERS).taken()).containsExactly("valid", "d0", "d1");
        assertThat(beside("d", ColumnKind.NOTHING).taken())
                .as("refused where it is read, with its line")
                .contains("d");
    }

    @Test
    void anIndexOfFractionsIsNoneAndALineSaysSo() {
        ColumnChoice choice = beside("index", ColumnKind.NUMBERS);
        assertThat(choice.taken()).containsExactly("index", "d0", "d1");
        assertThat(choice.lines()).hasSize(2).last().asString().contains("index is taken", "--drop leaves it out");
    }

    @Test
    void placesAreNoLabels() {
        assertThat(choice(Selection.WHOLE, column("x", ColumnKind.NUMBERS), column("y", ColumnKind.NUMBERS))
                        .taken())
                .containsExactly("x", "y");
        assertThat(choice(
                                Selection.WHOLE,
                                column("row", ColumnKind.WHOLE_NUMBERS),
                                column("col", ColumnKind.WHOLE_NUMBERS))
                        .taken())
                .containsExactly("row", "col");
    }

    @Test
    void aColumnOfVectorsIsTakenByItself() {
        ColumnChoice choice = choice(
                Selection.WHOLE,
                column("text", ColumnKind.TEXT),
                column("n_tokens", ColumnKind.WHOLE_NUMBERS),
                column("embedding", ColumnKind.VECTORS));
        assertThat(choice.lines())
                .containsExactly("t.csv: 1 column is taken (embedding); left out: text (text), n_tokens (numbers beside"
                        + " the vectors)");
    }

    @Test
    void namesSayOtherwise() {
        Column[] columns = Stream.of("id", "d0", "d1", "label")
                .map(name -> column(name, ColumnKind.WHOLE_NUMBERS))
                .toArray(Column[]::new);
        assertThat(choice(Selection.columns(List.of("d1", "id"), List.of()), columns)
                        .taken())
                .containsExactly("d1", "id");
        assertThat(choice(Selection.columns(List.of("*"), List.of("d*")), columns)
                        .taken())
                .containsExactly("id", "label");
        assertThat(choice(Selection.columns(List.of(), List.of("d1")), columns).lines())
                .containsExactly(
                        "t.csv: 1 column is taken (d0); left out: id (an index), d1 (dropped), label (labels)");
        assertThatThrownBy(() -> choice(Selection.columns(List.of(), List.of("z")), columns))
                .isInstanceOf(UnknownColumnException.class)
                .hasMessage("t.csv: has no column z; it has id, d0, d1, label");
    }

    @Test
    void labelsThatAreNamedAreNoData() {
        Selection selection = new Selection(null, List.of("*"), List.of(), "d1", true);
        ColumnChoice choice = choice(
                selection,
                column("d0", ColumnKind.NUMBERS),
                column("d1", ColumnKind.NUMBERS),
                column("d2", ColumnKind.NUMBERS));
        assertThat(choice.taken()).containsExactly("d0", "d2");
    }
}
