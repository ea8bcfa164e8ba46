package eigensweep.tensor;

import java.lang.foreign.MemorySegment;

/// Steps that pick what belongs to an element from where it is not beside its neighbours'.
sealed interface PickedStep extends MatrixStep {

    /// See [Step.Codes].
    ///
    /// @param words the integers
    /// @param isAlong whether codes that are packed together are of one row rather than of one column
    record Codes(Matrix words, boolean isAlong, Packing packing, Corner corner) implements PickedStep {

        @Override
        public boolean isAcross() {
            return words.columnStride() > words.rowStride();
        }

        @Override
        public void apply(int row, int column, int n, double[] values, double[] spare) {
            if (isAlong) {
                along(corner.row() + row, corner.column() + column, n, values);
            } else {
                across(corner.row() + row, corner.column() + column, n, values, spare);
            }
        }

        private void along(int row, int first, int n, double[] values) {
            int firstWord = first / packing.period() * packing.words();
            int end = Math.ceilDiv(first + n, packing.period()) * packing.words();
            double[] run = new double[end - firstWord + 1];
            int count = Math.min(run.length, words.columns() - firstWord);
            Widen.toF64(words, row, firstWord, count, MemorySegment.ofArray(run), 0);
            int place = first % packing.period();
            int from = 0;
            for (int j = 0; j < n; j++) {
                int word = from + packing.wordOf(place);
                values[j] += packing.code(place, run[word], run[word + 1]);
                place++;
                if (place == packing.period()) {
                    place = 0;
                    from += packing.words();
                }
            }
        }

        private void across(int row, int first, int n, double[] values, double[] spare) {
            int place = row % packing.period();
            int word = row / packing.period() * packing.words() + packing.wordOf(place);
            Widen.toF64(words, word, first, n, MemorySegment.ofArray(spare), 0);
            double[] next = spare;
            if (packing.goesOn(place)) {
                next = new double[n];
                Widen.toF64(words, word + 1, first, n, MemorySegment.ofArray(next), 0);
            }
            for (int j = 0; j < n; j++) {
                values[j] += packing.code(place, spare[j], next[j]);
            }
        }
    }

    /// See [Step.Lookup].
    record Lookup(double[] table) implements PickedStep {

        @Override
        public void apply(int row, int column, int n, double[] values, double[] spare) {
            for (int j = 0; j < n; j++) {
                values[j] = table[(int) values[j]];
            }
        }
    }

    /// See [Step.Gather].
    ///
    /// @param isAlong whether places are looked up for columns rather than for rows
    record Gather(Matrix table, boolean isAlong, int[] places, Corner corner) implements PickedStep {

        @Override
        public void apply(int row, int column, int n, double[] values, double[] spare) {
            int r = corner.row() + row;
            int c = corner.column() + column;
            if (!isAlong) {
                Widen.toF64(table, places[r], c, n, MemorySegment.ofArray(spare), 0);
                for (int j = 0; j < n; j++) {
                    values[j] += spare[j];
                }
                return;
            }
            double[] all = new double[table.columns()];
            Widen.toF64(table, r, 0, all.length, MemorySegment.ofArray(all), 0);
            for (int j = 0; j < n; j++) {
                values[j] += all[places[c + j]];
            }
        }
    }

    /// See [Step.Line].
    ///
    /// @param width elements between neighbours of the one direction; those of the other are neighbours
    /// @param isAcross whether neighbours are those of a column
    record Line(Matrix line, long width, boolean isAcross, Corner corner) implements PickedStep {

        @Override
        public void apply(int row, int column, int n, double[] values, double[] spare) {
            long r = corner.row() + row;
            long c = corner.column() + column;
            if (isAcross) {
                for (int j = 0; j < n; j++) {
                    values[j] += Widen.at(line, 0, (int) ((c + j) * width + r));
                }
                return;
            }
            Widen.toF64(line, 0, (int) (r * width + c), n, MemorySegment.ofArray(spare), 0);
            for (int j = 0; j < n; j++) {
                values[j] += spare[j];
            }
        }
    }
}
