package io.farpage.bench.figure6;

/**
 * One part of Figure 6(b); the names are those of {@code --json}.
 *
 * @param part what takes the time
 * @param ns of it in one fault
 * @param share of the whole fault
 */
record FaultPart(String part, double ns, double share) {}
