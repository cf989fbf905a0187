package io.farpage.server.cluster;

import java.util.List;

/**
 * Where a process of a {@link LocalCluster} runs.
 *
 * @param address the address of this machine that it listens at
 * @param enter the command that its own is put behind so as to run there, as {@code nsenter} and its options; empty where nothing is needed
 */
public record Place(String address, List<String> enter) {
    /** Beside whoever starts it, on loopback. */
    public static final Place HERE = new Place("127.0.0.1", List.of());

    public Place {
        enter = List.copyOf(enter);
    }
}
