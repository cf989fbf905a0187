package io.farpage.codec;

import java.util.Arrays;

/** An immutable matrix over {@link Field}. */
final class Matrix {

    /** Gives the element at a place of a matrix. */
    @FunctionalInterface
    interface Element {
        int at(int row, int column);
    }

    private final int[][] elements;
    private final int columns;

    private Matrix(int[][] elements, int columns) {
        this.elements = elements;
        this.columns = columns;
    }

    static Matrix of(int rows, int columns, Element element) {
        int[][] elements = new int[rows][columns];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                elements[row][column] = element.at(row, column);
            }
        }
        return new Matrix(elements, columns);
    }

    int rows() {
        return elements.length;
    }

    int columns() {
        return columns;
    }

    int at(int row, int column) {
        return elements[row][column];
    }

    /** The rows and columns of this matrix that are named, in that order. */
    Matrix select(int[] rowsToKeep, int[] columnsToKeep) {
        return of(
                rowsToKeep.length,
                columnsToKeep.length,
                (row, column) -> elements[rowsToKeep[row]][columnsToKeep[column]]);
    }

    /** A matrix of row {@code row} alone. */
    Matrix row(int row) {
        return new Matrix(new int[][] {elements[row]}, columns);
    }

    Matrix times(Matrix right) {
        return of(rows(), right.columns, (row, column) -> {
            int sum = 0;
            for (int i = 0; i < columns; i++) {
                sum ^= Field.multiply(elements[row][i], right.elements[i][column]);
            }
            return sum;
        });
    }

    /**
     * The inverse of this square matrix, by Gauss-Jordan elimination.
     *
     * @throws ArithmeticException if there is none
     */
    Matrix inverse() {
        int size = rows();
        int[][] left = new int[size][];
        int[][] right = new int[size][size];
        for (int row = 0; row < size; row++) {
            left[row] = elements[row].clone();
            right[row][row] = 1;
        }
        for (int column = 0; column < size; column++) {
            int pivot = pivotRow(left, column);
            swap(left, column, pivot);
            swap(right, column, pivot);
            int scale = Field.inverse(left[column][column]);
            addMultiple(left[column], left[column], scale ^ 1);
            addMultiple(right[column], right[column], scale ^ 1);
            for (int row = 0; row < size; row++) {
                if (row != column) {
                    int factor = left[row][column];
                    addMultiple(left[row], left[column], factor);
                    addMultiple(right[row], right[column], factor);
                }
            }
        }
        return new Matrix(right, size);
    }

    private static int pivotRow(int[][] rows, int column) {
        for (int row = column; row < rows.length; row++) {
            if (rows[row][column] != 0) {
                return row;
            }
        }
        throw new ArithmeticException("the matrix is singular");
    }

    private static void swap(int[][] rows, int a, int b) {
        int[] row = rows[a];
        rows[a] = rows[b];
        rows[b] = row;
    }

    /** Adds {@code factor} times {@code source} to {@code target}, which may be the same row. */
    private static void addMultiple(int[] target, int[] source, int factor) {
        for (int i = 0; i < target.length; i++) {
            target[i] ^= Field.multiply(factor, source[i]);
        }
    }

    @Override
    public String toString() {
        return Arrays.deepToString(elements);
    }
}
