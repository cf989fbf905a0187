package io.farpage.bench.codec;

/**
 * What one fork measures: all codecs and operations of one geometry, block size and working set.
 *
 * @param k data fragments
 * @param m parity fragments
 * @param blockBytes what is coded at a time
 * @param working {@code hot} or {@code cold}
 */
record CodecCase(int k, int m, int blockBytes, String working) {

    boolean cold() {
        return working.equals("cold");
    }

    /** As a parameter of the benchmark: {@code 8+2/4096/hot}. */
    String parameter() {
        return k + "+" + m + "/" + blockBytes + "/" + working;
    }

    static CodecCase parse(String parameter) {
        String[] parts = parameter.split("[+/]", -1);
        return new CodecCase(
                Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]), parts[3]);
    }
}
