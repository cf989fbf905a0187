package io.farpage.bench.peers;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

/** What the contenders are, exactly. */
final class Versions {
    private Versions() {}

    /** Programs as they say of themselves, where they are installed, and libraries as Maven knows them. */
    static Map<String, String> all() throws IOException {
        Map<String, String> versions = new LinkedHashMap<>();
        for (PeerKind kind : PeerKind.values()) {
            String program = kind.program();
            if (program != null && DebianPrograms.isOnPath(program)) {
                versions.put(program, said(program));
            }
        }
        versions.put("Lettuce", library("io.lettuce", "lettuce-core"));
        versions.put("folsom", library("com.spotify", "folsom"));
        versions.put("Hazelcast", library("com.hazelcast", "hazelcast"));
        return versions;
    }

    private static String said(String program) throws IOException {
        Process process = new ProcessBuilder(program, "--version")
                .redirectErrorStream(true)
                .start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    private static String library(String group, String artifact) throws IOException {
        String file = "/META-INF/maven/%s/%s/pom.properties".formatted(group, artifact);
        try (InputStream in = Versions.class.getResourceAsStream(file)) {
            Properties properties = new Properties();
            if (in != null) {
                properties.load(in);
            }
            return properties.getProperty("version", "unknown");
        }
    }
}
