package eigensweep.tensor;

/// Where a part of a matrix begins in the whole.
///
/// @param row the row of the whole that is the part's first
/// @param column likewise
record Corner(int row, int column) {

    /// Of the whole itself.
    static final Corner FIRST = new Corner(0, 0);

    /// Of a part of the part.
    Corner plus(int rows, int columns) {
        return new Corner(row + rows, column + columns);
    }

    Corner transposed() {
        return new Corner(column, row);
    }
}
