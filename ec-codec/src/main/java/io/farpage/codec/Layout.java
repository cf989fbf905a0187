package io.farpage.codec;

/** How the symbols of the code lie in the bytes of a fragment, and which parity rows the code has. */
public enum Layout {

    /**
     * One symbol a byte, and the parity rows of Backblaze JavaReedSolomon: parity fragments equal that library's, byte
     * for byte. For exchange with other tools.
     */
    STANDARD
}
