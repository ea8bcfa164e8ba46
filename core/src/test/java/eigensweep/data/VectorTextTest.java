package eigensweep.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eigensweep.table.Decimal;
import eigensweep.table.TableException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// One vector in the spellings of Python, NumPy, PyTorch, TensorFlow, R, SQL and spreadsheets.
class VectorTextTest {

    private static final TableException.Place PLACE = new TableException.Place(Path.of("t.csv"), "line 2", "e");

    private static double[] parse(String cell) throws TableException {
        return VectorText.parse(PLACE, cell, Decimal.POINT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[0.5, -1, 2e-3]",
                "[0.5,-1,2e-3]",
                "[0.5 -1. 2e-3]",
                "[ 0.5\n  -1.   2e-3]",
                "(0.5, -1, 2e-3)",
                "(0.5, -1, 2e-3,)",
                "{0.5,-1,2e-3}",
                "[[0.5, -1, 2e-3]]",
                "array([0.5, -1, 2e-3])",
                "array([0.5, -1,\n       2e-3], dtype=float32)",
                "np.array([0.5, -1, 2e-3])",
                "tensor([0.5, -1, 2e-3])",
                "tensor([[0.5, -1, 2e-3]], device='cuda:0', grad_fn=<StackBackward0>)",
                "tf.Tensor([0.5 -1 2e-3], shape=(3,), dtype=float32)",
                "[np.float32(0.5), np.float32(-1.0), np.float32(2e-3)]",
                "['0.5', '-1', '2e-3']",
                "c(0.5, -1, 2e-3)",
                "0.5 -1 2e-3",
                "0.5;-1;2e-3",
                "0.5|-1|2e-3",
                "0.5,-1,2e-3",
                "0.5, -1, 2e-3",
                "0,5;-1;2e-3",
                "0,5 -1 2e-3",
                "[0,5; -1; 2e-3]",
                "[0,5 -1 2e-3]"
            })
    void everySpellingIsOneVector(String cell) throws TableException {
        assertThat(VectorText.isMeant(cell)).isTrue();
        assertThat(parse(cell)).containsExactly(0.5, -1, 2e-3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "word",
                "0.5",
                "(0.5)",
                "tensor(0.5)",
                "1 234.5",
                "1,234.5",
                "1.234,5",
                "1 234",
                "0,5",
                "3|7",
                "2024-01-01 12:00",
                "['3', '7']",
                "(2020, remastered)",
                "[1] A. Author (2020)",
                "[a, b]",
                "[]"
            })
    void numbersAndWordsAreNone(String cell) {
        assertThat(VectorText.isMeant(cell)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {
                "[0.5 1 ... 2 3]         ! a vector that was shortened when it was written",
                "[[0.5, 1], [2, 3]]      ! more than one vector",
                "[0,5, 1,5]              ! whose commas may part numbers or stand before fractions",
                "[0,05,1,25]             ! whose commas may part numbers or stand before fractions",
                "[0.5, nan, 1]           ! column e[1] holds nan, not a finite number",
                "[None, 0.5]             ! column e[0] holds None, not a finite number",
                "[0.5,, 1]               ! column e[1] is empty",
                "word                    ! column e holds 'word', not a vector as [0.1, 0.2]"
            })
    void whatHasNoOneReadingIsRefusedWithItsPlace(String cell, String problem) {
        assertThatExceptionOfType(TableException.class)
                .isThrownBy(() -> parse(cell))
                .withMessageContaining("t.csv, line 2: column e")
                .withMessageContaining(problem);
    }

    @Test
    void commasAreInDoubtWhereNumbersHaveThemElsewhere() throws TableException {
        assertThat(parse("[0,5,1,5]")).containsExactly(0, 5, 1, 5);
        assertThatExceptionOfType(TableException.class)
                .isThrownBy(() -> VectorText.parse(PLACE, "[0,5,1,5]", Decimal.COMMA));
    }
}
